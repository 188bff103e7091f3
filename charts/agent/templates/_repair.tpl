{{- /*
JSON map of what a pod of (dict "values" … "containers" (list …)) does before anything else, so that its claims can be
written: `chown`, the arguments of the chown init container, and `first`, the containers that share as owners.
*/ -}}
{{- define "agent.repairs" -}}
{{- $values := .values -}}
{{- $agent := $values.agent -}}
{{- $image := default (include "agent.image" $agent.image) $agent.chownInit.image -}}
{{- $gid := include "agent.volumeGroup" $values.identity | int64 -}}
{{- $chowned := list -}}
{{- $first := list -}}
{{- range include "agent.writtenMounts" . | fromJsonArray -}}
{{- $mechanism := include "agent.mechanism" (dict "values" $values "claim" .claim) -}}
{{- if eq $mechanism "chownInit" -}}
{{- $chowned = append $chowned .mount -}}
{{- else if eq $mechanism "ownerAlignedInit" -}}
{{- $name := ternary "share-volumes" (printf "share-volumes-%d" (add 1 (len $first))) (empty $first) -}}
{{- $root := (include "agent.storageOf" .claim | fromJson).root -}}
{{- $owner := dict "uid" $values.identity.user "gid" $values.identity.group -}}
{{- with $root }}{{ $owner = dict "uid" (splitList ":" .owner | first | int64) "gid" (splitList ":" .owner | last | int64) }}{{ end -}}
{{- $volume := pick .mount "name" "mountPath" -}}
{{- with .mount.subPath }}{{ $_ := set $volume "directories" (list .) }}{{ end -}}
{{- $first = append $first (include "seaworthy.ownerAlignedInitContainer" (dict "name" $name "image" $image "owner" $owner "gid" $gid "volumes" (list $volume)) | fromYaml) -}}
{{- end -}}
{{- end -}}
{{- $chown := dict -}}
{{- if $chowned -}}
{{- $env := list -}}
{{- range .containers }}{{ $env = concat $env (default list .env) }}{{ end -}}
{{- $chown = dict "name" $agent.chownInit.name "image" $image "uid" $values.identity.user "gid" $gid "mounts" $chowned "policy" $agent.chownInit.policy "env" $env "resources" (default dict $agent.chownInit.resources) -}}
{{- end -}}
{{- toRawJson (dict "chown" $chown "first" $first) -}}
{{- end -}}

{{- /* JSON list of (dict "mount" … "claim" …): each claim that is written, once for each place inside it. */ -}}
{{- define "agent.writtenMounts" -}}
{{- $claims := dict -}}
{{- range .values.volumes }}{{ if hasKey . "claim" }}{{ $_ := set $claims .name .claim }}{{ end }}{{ end -}}
{{- $found := list -}}
{{- $seen := list -}}
{{- range .containers -}}
{{- range .volumeMounts -}}
{{- $place := toRawJson (list .name (default "" .subPath) (default "" .subPathExpr)) -}}
{{- if and (hasKey $claims .name) (not .readOnly) (not (has $place $seen)) -}}
{{- $seen = append $seen $place -}}
{{- $found = append $found (dict "mount" (pick . "name" "mountPath" "subPath" "subPathExpr") "claim" (get $claims .name)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

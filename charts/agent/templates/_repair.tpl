{{- /*
JSON map of what a pod of (dict "values" … "containers" (list …)), the main container first, does before anything else, so
that its claims can be written: `chown`, the arguments of the chown init container, and `sharing`, a list of those of the
containers that share volumes as their owners. As src/render/pod/repair.ts.
*/ -}}
{{- define "agent.repairs" -}}
{{- $values := .values -}}
{{- $init := $values.agent.chownInit -}}
{{- $image := default (include "agent.image" $values.agent.image) $init.image -}}
{{- $gid := include "agent.volumeGroup" $values.identity | int64 -}}
{{- $names := list $init.name -}}
{{- range .containers }}{{ $names = append $names .name }}{{ end -}}
{{- $chowned := list -}}
{{- $owners := list -}}
{{- $shared := dict -}}
{{- range include "agent.writtenMounts" . | fromJsonArray -}}
{{- if eq .mechanism "chownInit" -}}
{{- $chowned = append $chowned . -}}
{{- else if eq .mechanism "ownerAlignedInit" -}}
{{- $owner := include "agent.sharingOwner" (dict "claim" .claim "identity" $values.identity) -}}
{{- if not (has $owner $owners) }}{{ $owners = append $owners $owner }}{{ end -}}
{{- $_ := set $shared $owner (append (default list (get $shared $owner)) .) -}}
{{- end -}}
{{- end -}}
{{- $chown := dict -}}
{{- if $chowned -}}
{{- $env := list -}}
{{- range .containers }}{{ $env = concat $env (default list .env) }}{{ end -}}
{{- $chown = dict "name" $init.name "image" $image "uid" $values.identity.user "gid" $gid "mounts" (include "agent.initMounts" $chowned | fromJsonArray) "policy" $init.policy "env" $env "resources" (include "agent.initResources" (dict "init" $init "first" (first $chowned)) | fromJson) -}}
{{- end -}}
{{- $sharing := list -}}
{{- range $owners -}}
{{- $served := get $shared . -}}
{{- $owner := dict "uid" (splitList ":" . | first | int64) "gid" (splitList ":" . | last | int64) -}}
{{- $name := include "agent.sharingName" (dict "taken" $names "uid" $owner.uid) -}}
{{- $names = append $names $name -}}
{{- $sharing = append $sharing (dict "name" $name "image" $image "owner" $owner "gid" $gid "volumes" (include "agent.ownedVolumes" $served | fromJsonArray) "resources" (include "agent.initResources" (dict "init" $init "first" (first $served)) | fromJson)) -}}
{{- end -}}
{{- toRawJson (dict "chown" $chown "sharing" $sharing) -}}
{{- end -}}

{{- /*
JSON list of mounts of claims that their containers write, each with its `container`, `claim` and `mechanism`: by volume, in
the order in which each is first mounted.
*/ -}}
{{- define "agent.writtenMounts" -}}
{{- $values := .values -}}
{{- $claims := dict -}}
{{- range $values.volumes }}{{ if hasKey . "claim" }}{{ $_ := set $claims .name .claim }}{{ end }}{{ end -}}
{{- $volumes := list -}}
{{- $found := dict -}}
{{- range $container := .containers -}}
{{- range $mount := $container.volumeMounts -}}
{{- if and (hasKey $claims $mount.name) (not $mount.readOnly) -}}
{{- $claim := get $claims $mount.name -}}
{{- $volumes = append $volumes $mount.name | uniq -}}
{{- $_ := set $found $mount.name (append (default list (get $found $mount.name)) (merge (dict "container" $container "claim" $claim "mechanism" (include "agent.mechanism" (dict "values" $values "claim" $claim))) (pick $mount "name" "mountPath" "subPath" "subPathExpr"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $ordered := list -}}
{{- range $volumes }}{{ $ordered = concat $ordered (get $found .) }}{{ end -}}
{{- toRawJson $ordered -}}
{{- end -}}

{{- define "agent.sharingOwner" -}}
{{- with (include "agent.storageOf" .claim | fromJson).root -}}
{{- .owner -}}
{{- else -}}
{{- toRawJson .identity.user }}:{{ toRawJson .identity.group -}}
{{- end -}}
{{- end -}}

{{- /* `share-volumes`, with the owner's id and then a number where that is taken. */ -}}
{{- define "agent.sharingName" -}}
{{- $own := printf "share-volumes-%d" (int64 .uid) -}}
{{- $name := ternary $own "share-volumes" (has "share-volumes" .taken) -}}
{{- $taken := .taken -}}
{{- range untilStep 2 100 1 }}{{ if has $name $taken }}{{ $name = printf "%s-%d" $own . }}{{ end }}{{ end -}}
{{- $name -}}
{{- end -}}

{{- /* JSON map: the resources of the values, else those of the container that is helped, which a quota asks for. */ -}}
{{- define "agent.initResources" -}}
{{- toRawJson (pick (default dict (ternary .init.resources .first.container.resources (hasKey .init "resources"))) "limits" "requests") -}}
{{- end -}}

{{- /* JSON list of mounts that serve all of these, each place once: src/permissions/fix/init-mounts.ts says why elsewhere. */ -}}
{{- define "agent.initMounts" -}}
{{- $unsafe := include "agent.fact.unsafeToWalk" . | fromJsonArray -}}
{{- $seen := list -}}
{{- $paths := list -}}
{{- $mounts := list -}}
{{- range . -}}
{{- $place := toRawJson (list .name (get . "subPath") (get . "subPathExpr")) -}}
{{- if not (has $place $seen) -}}
{{- $seen = append $seen $place -}}
{{- $path := regexReplaceAll "(.)/+$" .mountPath "${1}" -}}
{{- if or (has $path $paths) (has $path $unsafe) -}}
{{- $base := printf "/volumes/%s" .name -}}
{{- $path = $base -}}
{{- range untilStep 2 100 1 }}{{ if has $path $paths }}{{ $path = printf "%s-%d" $base . }}{{ end }}{{ end -}}
{{- end -}}
{{- $paths = append $paths $path -}}
{{- $mounts = append $mounts (merge (dict "mountPath" $path) (pick . "name" "subPath" "subPathExpr")) -}}
{{- end -}}
{{- end -}}
{{- toRawJson $mounts -}}
{{- end -}}

{{- /* JSON list of volumes at their roots: the kubelet would make a missing sub-path as root. */ -}}
{{- define "agent.ownedVolumes" -}}
{{- $targets := . -}}
{{- $roots := list -}}
{{- range $targets }}{{ $roots = append $roots (pick . "name" "mountPath") }}{{ end -}}
{{- $volumes := list -}}
{{- range $root := include "agent.initMounts" $roots | fromJsonArray -}}
{{- $directories := list -}}
{{- $whole := false -}}
{{- range $targets -}}
{{- if eq .name $root.name -}}
{{- if .subPath }}{{ $directories = append $directories .subPath | uniq }}{{ else }}{{ $whole = true }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if $whole }}{{ $volumes = append $volumes $root }}{{ end -}}
{{- if $directories }}{{ $volumes = append $volumes (merge (dict "directories" $directories) $root) }}{{ end -}}
{{- end -}}
{{- toRawJson $volumes -}}
{{- end -}}

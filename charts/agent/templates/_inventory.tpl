{{- /* JSON list of what the API server refuses in a pod: names twice, mounts without a volume, two mounts at one place. */ -}}
{{- define "agent.podProblems" -}}
{{- $containers := include "agent.namedContainers" .agent | fromJsonArray -}}
{{- $volumes := include "agent.namedVolumes" . | fromJsonArray -}}
{{- $names := list -}}
{{- range $volumes }}{{ $names = append $names .name }}{{ end -}}
{{- $found := concat (include "agent.repeated" (dict "items" $containers "what" "container") | fromJsonArray) (include "agent.repeated" (dict "items" $volumes "what" "volume") | fromJsonArray) -}}
{{- $unknown := list -}}
{{- range $containers -}}
{{- $places := list -}}
{{- range .mounts -}}
{{- $places = append $places (dict "name" (regexReplaceAll "(.)/$" .mountPath "${1}") "path" .path) -}}
{{- if not (has .name $names) -}}
{{- $unknown = append $unknown (printf "%s.name: found volume %q, expected one of the volumes (%s)" .path .name (default "none" (join ", " (uniq $names)))) -}}
{{- end -}}
{{- end -}}
{{- $found = concat $found (include "agent.repeated" (dict "items" $places "what" "a mount at") | fromJsonArray) -}}
{{- end -}}
{{- $found = concat $found $unknown -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list of the pod's containers, and of the fields that say them. As src/render/rules/inventory.ts. */ -}}
{{- define "agent.namedContainers" -}}
{{- $with := default dict .attachable -}}
{{- $overrides := default dict .podOverrides -}}
{{- $template := default dict .podTemplate -}}
{{- $mounts := concat (include "agent.namedMounts" (dict "container" . "path" "agent") | fromJsonArray) (include "agent.namedMounts" (dict "container" $overrides "path" "agent.podOverrides") | fromJsonArray) -}}
{{- $merged := -1 -}}
{{- range $index, $container := $template.containers -}}
{{- if and (lt $merged 0) (eq $container.name $.containerName) -}}
{{- $merged = $index -}}
{{- $mounts = concat $mounts (include "agent.namedMounts" (dict "container" $container "path" (printf "agent.podTemplate.containers[%d]" $index)) | fromJsonArray) -}}
{{- end -}}
{{- end -}}
{{- if $with.enabled -}}
{{- range $field, $volume := dict "binary" "attachable" "ttyDirectory" "attachable" "metadata" "attachable-metadata" -}}
{{- $mounts = append $mounts (dict "name" $volume "mountPath" (get $with $field) "path" (printf "agent.attachable.%s" $field)) -}}
{{- end -}}
{{- end -}}
{{- $containers := list (dict "name" .containerName "path" "agent" "mounts" $mounts) (dict "name" .chownInit.name "path" "agent.chownInit.name" "mounts" list) -}}
{{- if $with.enabled }}{{ $containers = append $containers (dict "name" "attachable-setup" "path" "agent.attachable" "mounts" list) }}{{ end -}}
{{- range $at := list (dict "path" "agent" "map" . "lists" (list "initContainers" "extraContainers")) (dict "path" "agent.podOverrides" "map" $overrides "lists" (list "extraInitContainers" "extraContainers")) (dict "path" "agent.podTemplate" "map" $template "lists" (list "initContainers" "containers")) -}}
{{- range $list := $at.lists -}}
{{- range $index, $container := index $at.map $list -}}
{{- $path := printf "%s.%s[%d]" $at.path $list $index -}}
{{- if not (eq $path (printf "agent.podTemplate.containers[%d]" $merged)) -}}
{{- $containers = append $containers (dict "name" $container.name "path" (printf "%s.name" $path) "mounts" (include "agent.namedMounts" (dict "container" $container "path" $path) | fromJsonArray)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $containers -}}
{{- end -}}

{{- define "agent.namedMounts" -}}
{{- $mounts := list -}}
{{- $path := .path -}}
{{- range $index, $mount := .container.volumeMounts -}}
{{- $mounts = append $mounts (dict "name" $mount.name "mountPath" $mount.mountPath "path" (printf "%s.volumeMounts[%d]" $path $index)) -}}
{{- end -}}
{{- toRawJson $mounts -}}
{{- end -}}

{{- define "agent.namedVolumes" -}}
{{- $volumes := list -}}
{{- range $index, $volume := .volumes }}{{ $volumes = append $volumes (dict "name" $volume.name "path" (printf "volumes[%d].name" $index)) }}{{ end -}}
{{- if (default dict .agent.attachable).enabled -}}
{{- range list "attachable" "attachable-metadata" }}{{ $volumes = append $volumes (dict "name" . "path" "agent.attachable") }}{{ end -}}
{{- end -}}
{{- range $field := list "podOverrides" "podTemplate" -}}
{{- range $index, $volume := (default dict (get $.agent $field)).volumes }}{{ $volumes = append $volumes (dict "name" $volume.name "path" (printf "agent.%s.volumes[%d].name" $field $index)) }}{{ end -}}
{{- end -}}
{{- toRawJson $volumes -}}
{{- end -}}

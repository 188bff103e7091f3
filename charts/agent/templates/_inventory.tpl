{{- /* JSON list of what the API server refuses in a pod: names twice, mounts without a volume, two mounts at one place. */ -}}
{{- define "agent.podProblems" -}}
{{- $containers := include "agent.namedContainers" .agent | fromJsonArray -}}
{{- $volumes := include "agent.namedVolumes" . | fromJsonArray -}}
{{- $names := list -}}
{{- range $volumes }}{{ $names = append $names .name }}{{ end -}}
{{- $found := concat (include "agent.repeated" (dict "items" $containers "what" "container") | fromJsonArray) (include "agent.repeated" (dict "items" $volumes "what" "volume") | fromJsonArray) -}}
{{- range $containers -}}
{{- $places := list -}}
{{- range .mounts -}}
{{- $places = append $places (dict "name" (trimSuffix "/" .mountPath) "path" .path) -}}
{{- if not (has .name $names) -}}
{{- $found = append $found (printf "%s.name: found volume %q, expected one of the volumes (%s)" .path .name (default "none" (join ", " $names))) -}}
{{- end -}}
{{- end -}}
{{- $found = concat $found (include "agent.repeated" (dict "items" $places "what" "a mount at") | fromJsonArray) -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list of the pod's containers, and of the fields that say them. */ -}}
{{- define "agent.namedContainers" -}}
{{- $with := default dict .attachable -}}
{{- $mounts := include "agent.namedMounts" (dict "container" . "path" "agent") | fromJsonArray -}}
{{- if $with.enabled -}}
{{- range $field := list "binary" "ttyDirectory" "metadata" -}}
{{- $mounts = append $mounts (dict "name" "attachable" "mountPath" (get $with $field) "path" (printf "agent.attachable.%s" $field)) -}}
{{- end -}}
{{- end -}}
{{- $containers := list (dict "name" .containerName "path" "agent" "mounts" $mounts) (dict "name" .chownInit.name "path" "agent.chownInit.name" "mounts" list) -}}
{{- if $with.enabled }}{{ $containers = append $containers (dict "name" "attachable-setup" "path" "agent.attachable" "mounts" list) }}{{ end -}}
{{- range $field := list "initContainers" "extraContainers" -}}
{{- range $index, $container := get $ $field -}}
{{- $path := printf "agent.%s[%d]" $field $index -}}
{{- $containers = append $containers (dict "name" $container.name "path" (printf "%s.name" $path) "mounts" (include "agent.namedMounts" (dict "container" $container "path" $path) | fromJsonArray)) -}}
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
{{- toRawJson $volumes -}}
{{- end -}}

{{- /*
JSON map of (dict "container" … "agent" …): the main container, wrapped in a supervisor where the values want that, and
what it needs: `initContainers`, `volumes` and `configMaps`. As src/render/pod/attachable.ts.
*/ -}}
{{- define "agent.wrapped" -}}
{{- $container := .container -}}
{{- $with := default dict .agent.attachable -}}
{{- if not $with.enabled -}}
{{- toRawJson (dict "container" $container "initContainers" list "volumes" list "configMaps" list) -}}
{{- else -}}
{{- $name := printf "%s-attachable" .agent.name -}}
{{- $mounts := list (dict "name" "attachable" "mountPath" $with.binary "subPath" "bin/supervisor" "readOnly" true) -}}
{{- $mounts = append $mounts (dict "name" "attachable" "mountPath" $with.ttyDirectory "subPath" "tty") -}}
{{- $mounts = append $mounts (dict "name" "attachable-metadata" "mountPath" $with.metadata "subPath" "metadata.json" "readOnly" true) -}}
{{- $wrapped := merge (dict "command" (list $with.binary) "volumeMounts" (concat (default list $container.volumeMounts) $mounts)) (omit $container "args") -}}
{{- $script := (include "agent.fact.attachableSetup" . | fromJson).script -}}
{{- $setup := dict "name" "attachable-setup" "image" $with.image "imagePullPolicy" "IfNotPresent" "command" (list "sh" "-ec" $script "attachable-setup" $with.source) "volumeMounts" (list (dict "name" "attachable" "mountPath" "/attachable")) -}}
{{- /* 288 is 0440. */ -}}
{{- $volumes := list (dict "name" "attachable" "emptyDir" dict) (dict "name" "attachable-metadata" "configMap" (dict "name" $name "defaultMode" 288)) -}}
{{- $metadata := include "agent.supervisorMetadata" (dict "container" $container "directory" $with.ttyDirectory) -}}
{{- toRawJson (dict "container" $wrapped "initContainers" (list $setup) "volumes" $volumes "configMaps" (list (dict "name" $name "data" (dict "metadata.json" (print $metadata "\n"))))) -}}
{{- end -}}
{{- end -}}

{{- define "agent.supervisorMetadata" -}}
{
  "command": [
{{- range $index, $word := concat .container.command (default list .container.args) }}{{ if $index }},{{ end }}
    {{ toRawJson $word }}
{{- end }}
  ],
  "workingDir": {{ toRawJson (default "" .container.workingDir) }},
  "socket": {
    "path": {{ printf "%s/socket" .directory | toRawJson }},
    "mode": "0660"
  },
  "capture": {
    "path": {{ printf "%s/capture" .directory | toRawJson }},
    "mode": "0640"
  },
  "log": {
    "path": {{ printf "%s/%s.log" .directory .container.name | toRawJson }},
    "mode": "0640"
  }
}
{{- end -}}

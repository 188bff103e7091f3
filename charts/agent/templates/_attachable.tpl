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
{{- $variables := include "agent.variables" .container.env | fromJsonArray }}
{{- range $index, $word := concat .container.command (default list .container.args) }}{{ if $index }},{{ end }}
    {{ include "agent.expanded" (dict "text" $word "variables" $variables) | replace "\ue000" "$" | toRawJson }}
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

{{- /*
JSON list of the variables of a list whose values are written, expanded as the kubelet does: each sees those before it. A
dollar that stays is written as U+E000, so that nothing expands it again. As src/render/pod/expansion.ts.
*/ -}}
{{- define "agent.variables" -}}
{{- $variables := list -}}
{{- range . -}}
{{- if not (hasKey . "valueFrom") -}}
{{- $value := include "agent.expanded" (dict "text" (default "" .value) "variables" $variables) | replace "$" "\ue000" -}}
{{- $variables = append $variables (dict "name" .name "value" $value) -}}
{{- end -}}
{{- end -}}
{{- toRawJson $variables -}}
{{- end -}}

{{- define "agent.expanded" -}}
{{- $text := replace "$$" "\ue000" .text -}}
{{- range reverse .variables }}{{ $text = replace (printf "$(%s)" .name) .value $text }}{{ end -}}
{{- $text -}}
{{- end -}}

{{- /* JSON map of a pod whose supervisor's volume is prepared by the user who runs the supervisor. */ -}}
{{- define "agent.preparedByItsUser" -}}
{{- $pod := . -}}
{{- $ids := dict -}}
{{- $found := false -}}
{{- range $container := .containers -}}
{{- range .volumeMounts -}}
{{- if and (eq .name "attachable") (not $found) -}}
{{- $found = true -}}
{{- $ids = pick (default dict $container.securityContext) "runAsUser" "runAsGroup" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $ids -}}
{{- range .initContainers }}{{ if eq .name "attachable-setup" }}{{ $_ := set . "securityContext" $ids }}{{ end }}{{ end -}}
{{- end -}}
{{- toRawJson $pod -}}
{{- end -}}

{{- /* JSON map of the values with every default. Fails with everything that is wrong with them and that a schema cannot say. */ -}}
{{- define "agent.values" -}}
{{- $values := include "agent.filled" . | fromJson -}}
{{- with include "agent.problems" $values }}{{ fail . }}{{ end -}}
{{- toRawJson $values -}}
{{- end -}}

{{- /* JSON map of the values with every default filled in, also inside lists, where Helm fills none. */ -}}
{{- define "agent.filled" -}}
{{- $given := (include "agent.withoutNulls" (dict "value" (omit .Values "global" "seaworthy-lib")) | fromJson).value -}}
{{- $values := include "agent.laidOver" (dict "under" (include "agent.fact.defaults" . | fromJson) "over" $given) | fromJson -}}
{{- $values = merge (dict "name" (default .Release.Name $values.name) "namespace" (default .Release.Namespace $values.namespace)) $values -}}
{{- $_ := set $values "volumes" (include "agent.volumesOf" $values | fromJsonArray) -}}
{{- $agent := $values.agent -}}
{{- $_ := set $agent "name" (default $values.name $agent.name) -}}
{{- $_ := set $agent "containerName" (default $agent.name $agent.containerName) -}}
{{- $_ := set $agent "configMaps" (include "agent.withDefaults" (dict "items" $agent.configMaps "defaults" "agent.fact.configMapDefaults") | fromJsonArray) -}}
{{- $_ := set $agent "secrets" (include "agent.withDefaults" (dict "items" $agent.secrets "defaults" "agent.fact.secretDefaults") | fromJsonArray) -}}
{{- if $agent.attachable -}}
{{- $_ := set $agent "attachable" (include "agent.laidOver" (dict "under" (include "agent.fact.attachableDefaults" . | fromJson) "over" $agent.attachable) | fromJson) -}}
{{- end -}}
{{- toRawJson $values -}}
{{- end -}}

{{- define "agent.volumesOf" -}}
{{- $volumes := list -}}
{{- range $volume := .volumes -}}
{{- if hasKey $volume "claim" -}}
{{- $claim := include "agent.laidOver" (dict "under" (include "agent.fact.claimDefaults" . | fromJson) "over" $volume.claim) | fromJson -}}
{{- $volume = merge (dict "claim" $claim) $volume -}}
{{- end -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- toRawJson $volumes -}}
{{- end -}}

{{- /* `repository:tag@digest`. */ -}}
{{- define "agent.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}{{ with .digest }}@{{ . }}{{ end }}
{{- end -}}

{{- /* JSON list of what the master may do: the rules of its grants, in the table's order, and those of the values. */ -}}
{{- define "agent.roleRules" -}}
{{- $rules := list -}}
{{- if .create -}}
{{- $allow := .allow -}}
{{- range $grant, $rule := include "agent.fact.grants" . | fromJson -}}
{{- if has (splitList " " $grant | last) $allow }}{{ $rules = append $rules $rule }}{{ end -}}
{{- end -}}
{{- $rules = concat $rules (default list .rules) -}}
{{- end -}}
{{- toRawJson $rules -}}
{{- end -}}

{{- /* A Role lies where the workers are. */ -}}
{{- define "agent.roleMetadata" -}}
{{- include "agent.metadata" (dict "values" . "name" .agent.name "namespace" (default dict .worker).namespace) -}}
{{- end -}}

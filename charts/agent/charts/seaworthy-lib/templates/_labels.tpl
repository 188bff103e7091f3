{{- /*
The recommended labels: (dict "name" "agent" "instance" .Release.Name), and where wanted "component", "version",
"partOf" and "managedBy".
*/ -}}
{{- define "seaworthy.labels" -}}
{{- include "seaworthy.labelLines" (dict "facts" . "keys" (include "seaworthy.fact.labelKeys" . | fromJsonArray)) -}}
{{- end -}}

{{- /* The labels by which a Deployment or a Service finds its pods. */ -}}
{{- define "seaworthy.selectorLabels" -}}
{{- include "seaworthy.labelLines" (dict "facts" . "keys" (include "seaworthy.fact.selectorKeys" . | fromJsonArray)) -}}
{{- end -}}

{{- define "seaworthy.labelLines" -}}
{{- with include "seaworthy.labelsProblem" .facts }}{{ fail . }}{{ end -}}
{{- $lines := list -}}
{{- range $pair := .keys -}}
{{- with include "seaworthy.labelValue" (get $.facts (index $pair 0)) -}}
{{- $lines = append $lines (printf "%s: %s" (index $pair 1) (include "seaworthy.text" (dict "text" .))) -}}
{{- end -}}
{{- end -}}
{{- join "\n" $lines -}}
{{- end -}}

{{- /* The nearest label value. */ -}}
{{- define "seaworthy.labelValue" -}}
{{- if kindIs "string" . -}}
{{- $safe := regexReplaceAll (include "seaworthy.fact.notLabelValue" .) . "-" | trunc (include "seaworthy.fact.maxLabel" . | int) -}}
{{- regexReplaceAll (include "seaworthy.fact.labelEnds" .) $safe "" -}}
{{- end -}}
{{- end -}}

{{- /* Empty, or why there are no labels for these. */ -}}
{{- define "seaworthy.labelsProblem" -}}
{{- range $fact := list "name" "instance" -}}
{{- if not (include "seaworthy.labelValue" (get $ $fact)) -}}
{{- include "seaworthy.problem" (dict "field" $fact "found" (get $ $fact) "expected" (include "seaworthy.fact.labelText" .)) -}}
{{- break -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* Empty, or the first variable that the mounts need and env does not hold. */ -}}
{{- define "seaworthy.envProblem" -}}
{{- $copied := include "seaworthy.envEntries" . | fromJsonArray -}}
{{- $known := list -}}
{{- $texts := list -}}
{{- range .mounts }}{{ if .subPathExpr }}{{ $texts = append $texts .subPathExpr }}{{ end }}{{ end -}}
{{- range $copied }}{{ $known = append $known .name }}{{ $texts = append $texts (default "" .value) }}{{ end -}}
{{- $problem := "" -}}
{{- range $text := $texts -}}
{{- range $name := include "seaworthy.envReferences" $text | fromJsonArray -}}
{{- if not (has $name $known) -}}
{{- $problem = or $problem (include "seaworthy.problem" (dict "field" "env" "found" (uniq $known) "expected" (printf "an entry for $(%s)" $name))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $problem -}}
{{- end -}}

{{- /* JSON list of the variables that Kubernetes replaces in a text. */ -}}
{{- define "seaworthy.envReferences" -}}
{{- $names := list -}}
{{- range regexFindAll (include "seaworthy.fact.envReference" .) (regexReplaceAll (include "seaworthy.fact.escapedDollar" .) . "_") -1 -}}
{{- $names = append $names (regexReplaceAll (include "seaworthy.fact.envReference" .) . "${1}") -}}
{{- end -}}
{{- toRawJson $names -}}
{{- end -}}

{{- /* JSON list of the env entries that the mounts need, in the order of env. */ -}}
{{- define "seaworthy.envEntries" -}}
{{- $needed := dict -}}
{{- range .mounts -}}
{{- range include "seaworthy.envReferences" (default "" .subPathExpr) | fromJsonArray }}{{ $_ := set $needed . true }}{{ end -}}
{{- end -}}
{{- $copied := list -}}
{{- range $entry := reverse (default list .env) -}}
{{- $from := default dict $entry.valueFrom -}}
{{- $readable := or (not $entry.valueFrom) $from.fieldRef $from.configMapKeyRef $from.secretKeyRef -}}
{{- if and (hasKey $needed $entry.name) $readable -}}
{{- $copied = prepend $copied $entry -}}
{{- range include "seaworthy.envReferences" (default "" $entry.value) | fromJsonArray }}{{ $_ := set $needed . true }}{{ end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $copied -}}
{{- end -}}

{{- /*
JSON map of what the values say and no manifest can show: the level, the platform, how volumes are to be made usable, and
what the claims are. The post-renderer reads it from the annotation seaworthy.dev/values, as src/workload/settings/stated.ts says.
*/ -}}
{{- define "agent.statement" -}}
{{- $claims := dict -}}
{{- range .volumes -}}
{{- with .claim -}}
{{- if or .profile .storage -}}
{{- $_ := set $claims .name (merge (pick . "profile" "accessModes") (default dict .storage)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $repair := include "agent.laidOver" (dict "under" .repair "over" .agent.repair) | fromJson -}}
{{- $statement := merge (pick . "level") (dict "repair" $repair "claims" $claims) -}}
{{- if eq .platform "openshift" }}{{ $_ := set $statement "platform" .platform }}{{ end -}}
{{- toRawJson $statement -}}
{{- end -}}

{{- /* JSON map of the annotation that says it; empty where the values say nothing of repairs or storage. */ -}}
{{- define "agent.statementAnnotation" -}}
{{- $statement := include "agent.statement" . | fromJson -}}
{{- if or $statement.repair $statement.claims -}}
{{- toRawJson (dict "seaworthy.dev/values" (toRawJson $statement)) -}}
{{- else -}}
{}
{{- end -}}
{{- end -}}

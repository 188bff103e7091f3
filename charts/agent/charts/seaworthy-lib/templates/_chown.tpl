{{- /* The command that re-owns volumes: (dict "uid" 10000 "gid" 10000 "paths" (list "/data")) */ -}}
{{- define "seaworthy.chownCommand" -}}
{{- with include "seaworthy.chownProblem" . }}{{ fail . }}{{ end -}}
{{ include "seaworthy.fact.alwaysScript" (dict "owner" (include "seaworthy.owner" .) "words" (include "seaworthy.shellWords" .paths)) }}
{{- end -}}

{{- /* The same work, skipped where the root of a volume already has the owner. */ -}}
{{- define "seaworthy.chownOnMismatchScript" -}}
{{- with include "seaworthy.chownProblem" . }}{{ fail . }}{{ end -}}
{{ include "seaworthy.fact.onMismatchScript" (dict "owner" (include "seaworthy.owner" .) "words" (include "seaworthy.shellWords" .paths)) }}
{{- end -}}

{{- /* Words for a POSIX shell, each once: quoted only where they need it. */ -}}
{{- define "seaworthy.shellWords" -}}
{{- range $index, $word := uniq . -}}
{{- if $index }} {{ end -}}
{{- if regexMatch (include "seaworthy.fact.plainWord" .) $word }}{{ $word }}{{ else }}'{{ replace "'" "'\\''" $word }}'{{ end -}}
{{- end -}}
{{- end -}}

{{- define "seaworthy.owner" -}}
{{ toRawJson .uid }}:{{ toRawJson .gid }}
{{- end -}}

{{- /* What the templates cannot do without, in the words of the renderer; empty where it is there. */ -}}
{{- define "agent.problems" -}}
{{- $image := .agent.image -}}
{{- if not $image.repository -}}
{{- include "agent.fact.noRepository" . -}}
{{- else if not (or $image.tag $image.digest) -}}
{{- include "agent.fact.noTag" . -}}
{{- end -}}
{{- end -}}

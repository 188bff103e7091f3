{{- /* (dict "values" … "name" "web") and, where wanted, "namespace", "annotations", and "labels" of the object's own. */ -}}
{{- define "agent.metadata" -}}
name: {{ include "seaworthy.text" (dict "text" .name) }}
namespace: {{ include "seaworthy.text" (dict "text" (default .values.namespace .namespace)) }}
labels:
  {{- include "agent.laidOver" (dict "under" .labels "over" (include "agent.labels" .values | fromJson)) | fromJson | toYaml | nindent 2 }}
{{- $agent := .values.agent }}
{{- $annotations := include "agent.laidOver" (dict "under" .values.annotations "over" $agent.annotations) | fromJson }}
{{- with include "agent.laidOver" (dict "under" $annotations "over" .annotations) | fromJson }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- /* JSON map of the labels of every object: those that the platform owns win over those of the values. */ -}}
{{- define "agent.labels" -}}
{{- $said := include "agent.laidOver" (dict "under" .labels "over" .agent.labels) | fromJson -}}
{{- $said = include "agent.laidOver" (dict "under" $said "over" (default dict .agent.podOverrides).labels) | fromJson -}}
{{- include "agent.laidOver" (dict "under" $said "over" (include "seaworthy.labels" (include "agent.labelFacts" . | fromJson) | fromYaml)) -}}
{{- end -}}

{{- /* The labels by which the pods are found. */ -}}
{{- define "agent.selector" -}}
{{- include "seaworthy.selectorLabels" (include "agent.labelFacts" . | fromJson) -}}
{{- end -}}

{{- define "agent.labelFacts" -}}
{{- toRawJson (merge (dict "instance" (default .name .instance) "component" "agent") (pick . "name" "version" "partOf" "managedBy")) -}}
{{- end -}}

{{- /* A checksum of named texts, as `checksumOf` of src/render/checksum.ts: hashes of hashes, in the order of the names. */ -}}
{{- define "agent.checksum" -}}
{{- $text := "" -}}
{{- range $name, $value := . }}{{ $text = print $text (sha256sum $name) (sha256sum $value) }}{{ end -}}
{{- sha256sum $text -}}
{{- end -}}

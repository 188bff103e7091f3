{{- /*
A pod security context that restricted admits: (dict "user" 10000 "group" 10000 "fsGroup" 10000
"fsGroupChangePolicy" "OnRootMismatch" "supplementalGroups" (list 1000)), each where wanted.
*/ -}}
{{- define "seaworthy.podSecurityContext" -}}
{{- with include "seaworthy.identityProblem" . }}{{ fail . }}{{ end -}}
{{- include "seaworthy.identityLine" (dict "key" "runAsUser" "value" .user) -}}
{{- include "seaworthy.identityLine" (dict "key" "runAsGroup" "value" .group) -}}
{{- include "seaworthy.identityLine" (dict "key" "fsGroup" "value" .fsGroup) -}}
{{- with .fsGroupChangePolicy }}fsGroupChangePolicy: {{ . }}
{{ end -}}
{{- with .supplementalGroups }}supplementalGroups:
{{- range . }}
  - {{ toRawJson . }}
{{- end }}
{{ end -}}
{{- include "seaworthy.fact.restrictedPod" . -}}
{{- end -}}

{{- /*
A container security context that restricted admits: (dict "user" 10000 "group" 10000
"readOnlyRootFilesystem" true), each where wanted.
*/ -}}
{{- define "seaworthy.containerSecurityContext" -}}
{{- with include "seaworthy.identityProblem" . }}{{ fail . }}{{ end -}}
{{- include "seaworthy.identityLine" (dict "key" "runAsUser" "value" .user) -}}
{{- include "seaworthy.identityLine" (dict "key" "runAsGroup" "value" .group) -}}
{{- include "seaworthy.identityLine" (dict "key" "readOnlyRootFilesystem" "value" .readOnlyRootFilesystem) -}}
{{- include "seaworthy.fact.restrictedContainer" . -}}
{{- end -}}

{{- define "seaworthy.identityLine" -}}
{{- if not (kindIs "invalid" .value) }}{{ .key }}: {{ toRawJson .value }}
{{ end -}}
{{- end -}}

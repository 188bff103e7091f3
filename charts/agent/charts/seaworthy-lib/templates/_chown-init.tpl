{{- /* Empty, or why there is no init container for these. */ -}}
{{- define "seaworthy.chownInitProblem" -}}
{{- or (include "seaworthy.labelProblem" (dict "field" "name" "name" .name)) (include "seaworthy.imageProblem" .) (include "seaworthy.idProblem" (dict "field" "uid" "id" .uid)) (include "seaworthy.idProblem" (dict "field" "gid" "id" .gid)) (include "seaworthy.mountsProblem" .) (include "seaworthy.policyProblem" .) -}}
{{- end -}}

{{- /*
The init container that makes volumes writable for a non-root workload:
(dict "name" "chown-volumes" "image" "…" "uid" 10000 "gid" 10000 "mounts" (list (dict "name" "data" "mountPath" "/data")))
and, where wanted, "policy" (Always, OnRootMismatch), "env", "resources" and "imagePullPolicy".
*/ -}}
{{- define "seaworthy.chownInitContainer" -}}
{{- with include "seaworthy.chownInitProblem" . }}{{ fail . }}{{ end -}}
{{- $paths := list -}}
{{- range .mounts }}{{ $paths = append $paths .mountPath }}{{ end -}}
{{- $script := include (ternary "seaworthy.chownOnMismatchScript" "seaworthy.chownCommand" (eq (toString .policy) "OnRootMismatch")) (dict "uid" .uid "gid" .gid "paths" $paths) -}}
name: {{ include "seaworthy.text" (dict "text" .name) }}
image: {{ include "seaworthy.text" (dict "text" .image "indent" 2) }}
imagePullPolicy: {{ include "seaworthy.text" (dict "text" (default "IfNotPresent" .imagePullPolicy)) }}
securityContext:
{{ include "seaworthy.fact.chownSecurityContext" . | indent 2 }}
command:
  - sh
  - "-ec"
  - {{ include "seaworthy.text" (dict "text" $script "indent" 4) }}
{{- with include "seaworthy.envEntries" . | fromJsonArray }}
env:
{{- range . }}
  - name: {{ include "seaworthy.text" (dict "text" .name "indent" 6) }}
{{- if .valueFrom }}
    valueFrom:
{{- if .valueFrom.fieldRef }}
      fieldRef:
{{- include "seaworthy.fields" (dict "map" .valueFrom.fieldRef "keys" (list "apiVersion" "fieldPath") "indent" 8) }}
{{- else if .valueFrom.configMapKeyRef }}
      configMapKeyRef:
{{- include "seaworthy.fields" (dict "map" .valueFrom.configMapKeyRef "keys" (list "name" "key" "optional") "indent" 8) }}
{{- else }}
      secretKeyRef:
{{- include "seaworthy.fields" (dict "map" .valueFrom.secretKeyRef "keys" (list "name" "key" "optional") "indent" 8) }}
{{- end }}
{{- else }}
    value: {{ include "seaworthy.text" (dict "text" (default "" .value) "indent" 6) }}
{{- end }}
{{- end }}
{{- end }}
{{- include "seaworthy.resourcesField" .resources }}
{{- include "seaworthy.mountsField" .mounts }}
{{- end -}}

{{- define "seaworthy.resourcesField" -}}
{{- $resources := default dict . }}
{{- if or $resources.limits $resources.requests }}
resources:
{{- range $kind := list "limits" "requests" }}
{{- with get $resources $kind }}
  {{ $kind }}:
{{- range $name, $quantity := . }}
    {{ include "seaworthy.text" (dict "text" $name) }}: {{ include "seaworthy.text" (dict "text" (include "seaworthy.quantity" $quantity) "indent" 6) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* Each place once. */ -}}
{{- define "seaworthy.mountsField" }}
volumeMounts:
{{- $seen := list }}
{{- range $mount := . }}
{{- if not (has $mount.mountPath $seen) }}
{{- $seen = append $seen $mount.mountPath }}
  - name: {{ include "seaworthy.text" (dict "text" $mount.name) }}
{{- include "seaworthy.fields" (dict "map" $mount "keys" (list "mountPath" "subPath" "subPathExpr") "indent" 4) }}
{{- end }}
{{- end }}
{{- end -}}

{{- /* The sentence of a refusal: (dict "field" "uid" "found" -1 "expected" "…") */ -}}
{{- define "seaworthy.problem" -}}
{{ .field }}: found {{ toRawJson .found }}, expected {{ .expected }}
{{- end -}}

{{- /* Empty, or why there is no chown command for (dict "uid" … "gid" … "paths" …). */ -}}
{{- define "seaworthy.chownProblem" -}}
{{- or (include "seaworthy.idProblem" (dict "field" "uid" "id" .uid)) (include "seaworthy.idProblem" (dict "field" "gid" "id" .gid)) (include "seaworthy.pathsProblem" (dict "field" "paths" "paths" .paths)) -}}
{{- end -}}

{{- /* Ids from values files are floating-point numbers; their JSON is the integer. */ -}}
{{- define "seaworthy.idProblem" -}}
{{- $id := toRawJson .id -}}
{{- if not (and (regexMatch "^(0|[1-9][0-9]{0,9})$" $id) (le (int64 $id) (int64 (include "seaworthy.fact.maxId" .)))) -}}
{{- include "seaworthy.problem" (dict "field" .field "found" .id "expected" (include "seaworthy.fact.id" .)) -}}
{{- end -}}
{{- end -}}

{{- define "seaworthy.pathsProblem" -}}
{{- $problem := "" -}}
{{- if not .paths -}}
{{- $problem = include "seaworthy.problem" (dict "field" .field "found" list "expected" "at least one path") -}}
{{- end -}}
{{- $field := .field -}}
{{- range $index, $path := .paths -}}
{{- $good := and (kindIs "string" $path) (regexMatch (include "seaworthy.fact.absolutePath" .) (toString $path)) (not (regexMatch (include "seaworthy.fact.dottedSegment" .) (toString $path))) -}}
{{- if and (not $problem) (not $good) -}}
{{- $problem = include "seaworthy.problem" (dict "field" (printf "%s[%d]" $field $index) "found" $path "expected" (include "seaworthy.fact.path" .)) -}}
{{- end -}}
{{- end -}}
{{- $problem -}}
{{- end -}}

{{- define "seaworthy.labelProblem" -}}
{{- if not (and (kindIs "string" .name) (regexMatch (include "seaworthy.fact.dnsLabel" .) (toString .name))) -}}
{{- include "seaworthy.problem" (dict "field" .field "found" .name "expected" (include "seaworthy.fact.label" .)) -}}
{{- end -}}
{{- end -}}

{{- define "seaworthy.imageProblem" -}}
{{- if not (and (kindIs "string" .image) (trim (toString .image))) -}}
{{- include "seaworthy.problem" (dict "field" "image" "found" .image "expected" "an image reference") -}}
{{- end -}}
{{- end -}}

{{- define "seaworthy.policyProblem" -}}
{{- if not (or (kindIs "invalid" .policy) (has .policy (list "Always" "OnRootMismatch"))) -}}
{{- include "seaworthy.problem" (dict "field" "policy" "found" .policy "expected" (include "seaworthy.fact.policy" .)) -}}
{{- end -}}
{{- end -}}

{{- /* Empty, or why an init container cannot write through (dict "mounts" … "env" …). */ -}}
{{- define "seaworthy.mountsProblem" -}}
{{- $mounts := .mounts -}}
{{- $problem := "" -}}
{{- $paths := list -}}
{{- range $mounts }}{{ $paths = append $paths .mountPath }}{{ end -}}
{{- if not $mounts -}}
{{- $problem = include "seaworthy.problem" (dict "field" "mounts" "found" list "expected" "at least one mount") -}}
{{- end -}}
{{- $problem = or $problem (include "seaworthy.pathsProblem" (dict "field" "mountPaths" "paths" $paths)) -}}
{{- range $index, $mount := $mounts -}}
{{- $problem = or $problem (include "seaworthy.mountProblem" (dict "field" (printf "mounts[%d]" $index) "mount" $mount)) -}}
{{- end -}}
{{- range $index, $mount := $mounts -}}
{{- range $other := slice $mounts 0 $index -}}
{{- if and (eq $other.mountPath $mount.mountPath) (not (and (eq $other.name $mount.name) (eq (toRawJson $other.subPath) (toRawJson $mount.subPath)) (eq (toRawJson $other.subPathExpr) (toRawJson $mount.subPathExpr)))) -}}
{{- $problem = or $problem (include "seaworthy.problem" (dict "field" (printf "mounts[%d].mountPath" $index) "found" $mount.mountPath "expected" "each path once")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- or $problem (include "seaworthy.envProblem" .) -}}
{{- end -}}

{{- define "seaworthy.mountProblem" -}}
{{- $mount := .mount -}}
{{- if eq (toRawJson $mount.readOnly) "true" -}}
{{- include "seaworthy.problem" (dict "field" (printf "%s.readOnly" .field) "found" true "expected" "a mount that can be written") -}}
{{- else if not (or (kindIs "invalid" $mount.subPath) (kindIs "invalid" $mount.subPathExpr)) -}}
{{- include "seaworthy.problem" (dict "field" (printf "%s.subPathExpr" .field) "found" $mount.subPathExpr "expected" "either subPath or subPathExpr") -}}
{{- else -}}
{{- include "seaworthy.labelProblem" (dict "field" (printf "%s.name" .field) "name" $mount.name) -}}
{{- end -}}
{{- end -}}

{{- /* Empty, or why no non-root process can have the identity (dict "user" … "group" …). */ -}}
{{- define "seaworthy.identityProblem" -}}
{{- $problem := "" -}}
{{- if eq (toRawJson .user) "0" -}}
{{- $problem = include "seaworthy.problem" (dict "field" "user" "found" 0 "expected" "a user who is not root") -}}
{{- end -}}
{{- $identity := . -}}
{{- range $field := list "user" "group" "fsGroup" -}}
{{- $id := get $identity $field -}}
{{- if and (hasKey $identity $field) (not (kindIs "invalid" $id)) -}}
{{- $problem = or $problem (include "seaworthy.idProblem" (dict "field" $field "id" $id)) -}}
{{- end -}}
{{- end -}}
{{- range $index, $id := .supplementalGroups -}}
{{- $problem = or $problem (include "seaworthy.idProblem" (dict "field" (printf "supplementalGroups[%d]" $index) "id" $id)) -}}
{{- end -}}
{{- $problem -}}
{{- end -}}

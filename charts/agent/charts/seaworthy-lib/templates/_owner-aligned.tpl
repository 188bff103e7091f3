{{- /* Empty, or why there is no init container for these. */ -}}
{{- define "seaworthy.ownerAlignedInitProblem" -}}
{{- $owner := or (eq (toRawJson .owner.uid) "0" | ternary (include "seaworthy.problem" (dict "field" "owner.uid" "found" 0 "expected" "an owner who is not root")) "") (include "seaworthy.idProblem" (dict "field" "owner.uid" "id" .owner.uid)) (include "seaworthy.idProblem" (dict "field" "owner.gid" "id" .owner.gid)) -}}
{{- or (include "seaworthy.labelProblem" (dict "field" "name" "name" .name)) (include "seaworthy.imageProblem" .) $owner (include "seaworthy.idProblem" (dict "field" "gid" "id" .gid)) (include "seaworthy.mountsProblem" (dict "mounts" .volumes)) (include "seaworthy.directoriesProblem" .) -}}
{{- end -}}

{{- define "seaworthy.directoriesProblem" -}}
{{- range include "seaworthy.ownedDirectories" .volumes | fromJsonArray -}}
{{- if not (and (regexMatch (include "seaworthy.fact.absolutePath" .) .) (not (regexMatch (include "seaworthy.fact.dottedSegment" .) .))) -}}
{{- include "seaworthy.problem" (dict "field" "directories" "found" . "expected" (include "seaworthy.fact.path" .)) -}}
{{- break -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* JSON list of the directories of volumes, each with the place of its volume before it. */ -}}
{{- define "seaworthy.ownedDirectories" -}}
{{- $paths := list -}}
{{- range $volume := . -}}
{{- range $volume.directories }}{{ $paths = append $paths (printf "%s/%s" (trimSuffix "/" $volume.mountPath) .) }}{{ end -}}
{{- end -}}
{{- toRawJson $paths -}}
{{- end -}}

{{- /*
The init container that shares volumes as their owner, where restricted admits no root:
(dict "name" "share-volumes" "image" "…" "owner" (dict "uid" 1000 "gid" 1000) "gid" 10000 "volumes" (list (dict "name"
"data" "mountPath" "/data" "directories" (list "sub")))) and, where wanted, "resources" and "imagePullPolicy".
*/ -}}
{{- define "seaworthy.ownerAlignedInitContainer" -}}
{{- with include "seaworthy.ownerAlignedInitProblem" . }}{{ fail . }}{{ end -}}
{{- $made := include "seaworthy.ownedDirectories" .volumes | fromJsonArray -}}
{{- $shared := list -}}
{{- range $volume := .volumes -}}
{{- $shared = concat $shared (or (include "seaworthy.ownedDirectories" (list $volume) | fromJsonArray) (list $volume.mountPath)) -}}
{{- end -}}
{{- $script := include (ternary "seaworthy.fact.makingAndSharingScript" "seaworthy.fact.sharingScript" (gt (len $made) 0)) (dict "gid" (toRawJson .gid) "made" (include "seaworthy.shellWords" $made) "shared" (include "seaworthy.shellWords" $shared)) -}}
name: {{ include "seaworthy.text" (dict "text" .name) }}
image: {{ include "seaworthy.text" (dict "text" .image "indent" 2) }}
imagePullPolicy: {{ include "seaworthy.text" (dict "text" (default "IfNotPresent" .imagePullPolicy)) }}
securityContext:
{{ include "seaworthy.containerSecurityContext" (dict "user" .owner.uid "group" .owner.gid "readOnlyRootFilesystem" true) | indent 2 }}
command:
  - sh
  - "-ec"
  - {{ include "seaworthy.text" (dict "text" $script "indent" 4) }}
{{- include "seaworthy.resourcesField" .resources }}
{{- include "seaworthy.mountsField" .volumes }}
{{- end -}}

{{- /*
Templates give text, so those that compute give JSON: `include … | fromJson`.

Lay one map over another, as `mergeValues` of src/render/values/merge.ts does: maps merge, everything else is replaced.
(dict "under" (dict …) "over" (dict …)). Sprig's mergeOverwrite would let `true` stand under `false`.
*/ -}}
{{- define "agent.laidOver" -}}
{{- $merged := deepCopy (default dict .under) -}}
{{- range $key, $value := .over -}}
{{- $below := get $merged $key -}}
{{- if and (kindIs "map" $below) (kindIs "map" $value) -}}
{{- $value = include "agent.laidOver" (dict "under" $below "over" $value) | fromJson -}}
{{- end -}}
{{- $_ := set $merged $key $value -}}
{{- end -}}
{{- toRawJson $merged -}}
{{- end -}}

{{- /* (dict "value" …) without the entries that are null, at any depth: that is how a values file takes something back. */ -}}
{{- define "agent.withoutNulls" -}}
{{- $value := .value -}}
{{- if kindIs "map" $value -}}
{{- $kept := dict -}}
{{- range $key, $entry := $value -}}
{{- if not (kindIs "invalid" $entry) }}{{ $_ := set $kept $key (include "agent.withoutNulls" (dict "value" $entry) | fromJson).value }}{{ end -}}
{{- end -}}
{{- $value = $kept -}}
{{- else if kindIs "slice" $value -}}
{{- $items := list -}}
{{- range $value }}{{ $items = append $items (include "agent.withoutNulls" (dict "value" .) | fromJson).value }}{{ end -}}
{{- $value = $items -}}
{{- end -}}
{{- toRawJson (dict "value" $value) -}}
{{- end -}}

{{- /* The items of a list, each over defaults: (dict "items" (list …) "defaults" "agent.fact.…"). */ -}}
{{- define "agent.withDefaults" -}}
{{- $defaults := include .defaults . | fromJson -}}
{{- $items := list -}}
{{- range .items }}{{ $items = append $items (include "agent.laidOver" (dict "under" $defaults "over" .) | fromJson) }}{{ end -}}
{{- toRawJson $items -}}
{{- end -}}

{{- /* The fields of a map that a fact lists: (dict "map" … "fields" "agent.fact.…"). */ -}}
{{- define "agent.picked" -}}
{{- $picked := dict -}}
{{- $map := .map -}}
{{- range include .fields . | fromJsonArray }}{{ if hasKey $map . }}{{ $_ := set $picked . (get $map .) }}{{ end }}{{ end -}}
{{- toRawJson $picked -}}
{{- end -}}

{{- /*
JSON map of a pod (dict "spec" … "initContainers" … "containers" … "volumes" …) with the overrides of the values, or laid
over their template: (dict "pod" … "agent" …). As src/render/pod/extended.ts; the two exclude each other.
*/ -}}
{{- define "agent.extended" -}}
{{- if hasKey .agent "podOverrides" -}}
{{- include "agent.overridden" . -}}
{{- else if hasKey .agent "podTemplate" -}}
{{- include "agent.onTemplate" . -}}
{{- else -}}
{{- toRawJson .pod -}}
{{- end -}}
{{- end -}}

{{- define "agent.overridden" -}}
{{- $overrides := .agent.podOverrides -}}
{{- $spec := .pod.spec -}}
{{- range list "nodeSelector" "tolerations" "affinity" "imagePullSecrets" "serviceAccountName" -}}
{{- if hasKey $overrides . }}{{ $_ := set $spec . (get $overrides .) }}{{ end -}}
{{- end -}}
{{- $main := first .pod.containers -}}
{{- if hasKey $overrides "resources" }}{{ $_ := set $main "resources" $overrides.resources }}{{ end -}}
{{- if hasKey $overrides "containerSecurityContext" }}{{ $_ := set $main "securityContext" $overrides.containerSecurityContext }}{{ end -}}
{{- $_ := set $main "env" (include "agent.appendedEnv" (dict "env" $main.env "more" $overrides.env "reserved" .agent.reserved.env) | fromJsonArray) -}}
{{- $_ := set $main "volumeMounts" (concat (default list $main.volumeMounts) (default list $overrides.volumeMounts) | default list) -}}
{{- $extra := include "agent.extraContainers" (dict "containers" $overrides.extraContainers "agent" .agent) | fromJsonArray -}}
{{- $extraInit := include "agent.extraContainers" (dict "containers" $overrides.extraInitContainers "agent" .agent) | fromJsonArray -}}
{{- $containers := concat (list $main) (rest .pod.containers) $extra -}}
{{- toRawJson (dict "spec" $spec "initContainers" (concat .pod.initContainers $extraInit) "containers" $containers "volumes" (concat .pod.volumes (default list $overrides.volumes))) -}}
{{- end -}}

{{- /* What the pod needs to work wins, and everything else of the template stays. A Deployment restarts its pods always. */ -}}
{{- define "agent.onTemplate" -}}
{{- $template := .agent.podTemplate -}}
{{- $spec := include "agent.over" (dict "under" .pod.spec "over" (omit $template "restartPolicy" "securityContext" "initContainers" "containers" "volumes")) | fromJson -}}
{{- $main := first .pod.containers -}}
{{- $before := list -}}
{{- $after := list -}}
{{- $found := dict -}}
{{- range $template.containers -}}
{{- if $found }}{{ $after = append $after . }}{{ else if eq .name $main.name }}{{ $found = . }}{{ else }}{{ $before = append $before . }}{{ end -}}
{{- end -}}
{{- if $found }}{{ $main = include "agent.onContainer" (dict "template" $found "main" $main) | fromJson }}{{ end -}}
{{- $containers := concat $before (list $main) $after (rest .pod.containers) -}}
{{- toRawJson (dict "spec" $spec "initContainers" (concat .pod.initContainers (default list $template.initContainers)) "containers" $containers "volumes" (concat (default list $template.volumes) .pod.volumes)) -}}
{{- end -}}

{{- define "agent.onContainer" -}}
{{- $template := .template -}}
{{- $merged := include "agent.over" (dict "under" $template "over" .main) | fromJson -}}
{{- $merged = include "agent.over" (dict "under" $merged "over" (pick $template "imagePullPolicy" "securityContext")) | fromJson -}}
{{- $_ := set $merged "env" (include "agent.mergedEnv" (concat (default list $template.env) (default list .main.env)) | fromJsonArray) -}}
{{- $_ := set $merged "volumeMounts" (concat (default list $template.volumeMounts) (default list .main.volumeMounts) | default list) -}}
{{- $_ := set $merged "resources" (include "agent.mergedResources" (dict "under" $template.resources "over" .main.resources) | fromJson) -}}
{{- toRawJson $merged -}}
{{- end -}}

{{- /* Amounts by name: the second's replace the first's. */ -}}
{{- define "agent.mergedResources" -}}
{{- $under := default dict .under -}}
{{- $over := default dict .over -}}
{{- $merged := include "agent.over" (dict "under" $under "over" $over) | fromJson -}}
{{- range $kind := list "requests" "limits" -}}
{{- with include "agent.over" (dict "under" (index $under $kind) "over" (index $over $kind)) | fromJson }}{{ $_ := set $merged $kind . }}{{ end -}}
{{- end -}}
{{- toRawJson $merged -}}
{{- end -}}

{{- /* JSON map of the fields of two, those of the second where both have one. */ -}}
{{- define "agent.over" -}}
{{- $merged := dict -}}
{{- range $key, $value := .under }}{{ $_ := set $merged $key $value }}{{ end -}}
{{- range $key, $value := .over }}{{ $_ := set $merged $key $value }}{{ end -}}
{{- toRawJson $merged -}}
{{- end -}}

{{- /* JSON list of variables laid over each other: the first place, the last entry. */ -}}
{{- define "agent.mergedEnv" -}}
{{- $names := list -}}
{{- $last := dict -}}
{{- range . }}{{ $names = append $names .name | uniq }}{{ $_ := set $last .name . }}{{ end -}}
{{- $env := list -}}
{{- range $names }}{{ $env = append $env (get $last .) }}{{ end -}}
{{- toRawJson $env -}}
{{- end -}}

{{- /* JSON list of (dict "env" … "more" … "reserved" …): what is there already wins, and reserved names are left out. */ -}}
{{- define "agent.appendedEnv" -}}
{{- $env := default list .env -}}
{{- $taken := default list .reserved -}}
{{- range $env }}{{ $taken = append $taken .name }}{{ end -}}
{{- $free := list -}}
{{- range .more }}{{ if not (has .name $taken) }}{{ $free = append $free . }}{{ end }}{{ end -}}
{{- toRawJson (concat $env (include "agent.mergedEnv" $free | fromJsonArray) | default list) -}}
{{- end -}}

{{- /* JSON list of containers that overrides or a template bring, and of what they mount into the main one. */ -}}
{{- define "agent.addedContainers" -}}
{{- $overrides := default dict .podOverrides -}}
{{- $template := default dict .podTemplate -}}
{{- $added := list (dict "volumeMounts" (default list $overrides.volumeMounts)) -}}
{{- range list $overrides.extraContainers $overrides.extraInitContainers $template.initContainers $template.containers -}}
{{- $added = concat $added (default list .) -}}
{{- end -}}
{{- toRawJson $added -}}
{{- end -}}

{{- /* JSON map of what is said of the pod's security context: by overrides, else by a template, else by the agent. */ -}}
{{- define "agent.saidSecurityContext" -}}
{{- $overrides := default dict .podOverrides -}}
{{- $template := default dict .podTemplate -}}
{{- if hasKey $overrides "podSecurityContext" -}}
{{- toRawJson $overrides.podSecurityContext -}}
{{- else if hasKey $template "securityContext" -}}
{{- toRawJson $template.securityContext -}}
{{- else -}}
{{- toRawJson (default dict .podSecurityContext) -}}
{{- end -}}
{{- end -}}

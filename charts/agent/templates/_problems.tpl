{{- /*
What is wrong with values and no schema can say, a line for each; empty where nothing is. The rules and the words are
those of src/render/rules.
*/ -}}
{{- define "agent.problems" -}}
{{- $image := .agent.image -}}
{{- if not $image.repository -}}
{{- include "agent.fact.noRepository" . -}}
{{- else if not (or $image.tag $image.digest) -}}
{{- include "agent.fact.noTag" . -}}
{{- else -}}
{{- $found := list -}}
{{- range $rule := list "agent.storageProblems" "agent.accessProblems" "agent.attachedOnceProblems" "agent.objectProblems" "agent.extensionProblems" "agent.secretProblems" "agent.attachableProblems" "agent.podProblems" -}}
{{- $found = concat $found (include $rule $ | fromJsonArray) -}}
{{- end -}}
{{- join "\n" $found -}}
{{- end -}}
{{- end -}}

{{- /* JSON list of what the namespace's level does not admit, and of claims that nothing makes writable. */ -}}
{{- define "agent.storageProblems" -}}
{{- $found := list -}}
{{- $level := .level -}}
{{- range $index, $volume := .volumes -}}
{{- range $source := list "hostPath" "nfs" -}}
{{- if and (hasKey $volume $source) (has $level (ternary (list "baseline" "restricted") (list "restricted") (eq $source "hostPath"))) -}}
{{- $found = append $found (printf "volumes[%d].%s: found a %s volume, expected another source, or a level that admits it (level is %s)" $index $source $source $level) -}}
{{- end -}}
{{- end -}}
{{- if hasKey $volume "claim" -}}
{{- with include "agent.claimProblem" (dict "values" $ "claim" $volume.claim) -}}
{{- $found = append $found (printf "volumes[%d].claim.permissions: %s" $index .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- define "agent.claimProblem" -}}
{{- $asked := .claim.permissions -}}
{{- if and (eq $asked "chownInit") (eq .values.level "restricted") -}}
found chownInit, expected auto, none, fsGroup or ownerAlignedInit: restricted admits no container that runs as root
{{- else if and (eq $asked "ownerAlignedInit") (ne (include "agent.ownerOf" (include "agent.storageOf" .claim | fromJson)) "other") -}}
found ownerAlignedInit, expected storage.root.owner with the id of a user who is not root
{{- else if not (include "agent.mechanism" .) -}}
found storage that user {{ toRawJson .values.identity.user }} cannot write and that nothing admitted at {{ .values.level }} repairs, expected none, other storage, or a lower level
{{- end -}}
{{- end -}}

{{- define "agent.accessProblems" -}}
{{- $account := .agent.serviceAccount -}}
{{- $found := list -}}
{{- if or $account.create $account.name -}}
{{- $name := default .agent.name $account.name -}}
{{- range $field := list "podTemplate" "podOverrides" -}}
{{- $said := (default dict (get $.agent $field)).serviceAccountName -}}
{{- if and $said (ne $said $name) -}}
{{- $found = append $found (printf "agent.%s.serviceAccountName: found %q, expected %s, which the RoleBinding names (agent.serviceAccount.name says another)" $field $said $name) -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- $found = append $found "agent.serviceAccount.name: found nothing, expected the name of a ServiceAccount, where create is false" -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list: two pods that want one exclusive claim wait for each other. */ -}}
{{- define "agent.attachedOnceProblems" -}}
{{- $exclusive := include "agent.exclusiveVolumes" . | fromJsonArray -}}
{{- $held := "" -}}
{{- range include "agent.namedContainers" .agent | fromJsonArray -}}
{{- range .mounts }}{{ if and (not $held) (has .name $exclusive) }}{{ $held = .name }}{{ end }}{{ end -}}
{{- end -}}
{{- $found := list -}}
{{- if $held -}}
{{- if gt (int64 .agent.replicas) 1 }}{{ $found = append $found (printf "agent.replicas: found %d, expected at most 1, because volume %s can be attached only once" (int64 .agent.replicas) $held) }}{{ end -}}
{{- if eq (default "" .agent.strategy) "RollingUpdate" }}{{ $found = append $found (printf "agent.strategy: found RollingUpdate, expected Recreate, because volume %s can be attached only once" $held) }}{{ end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list of what is wrong with how others may change the pod. */ -}}
{{- define "agent.extensionProblems" -}}
{{- $found := list -}}
{{- if and (hasKey .agent "podTemplate") (hasKey .agent "podOverrides") -}}
{{- $found = append $found "agent.podOverrides: found podOverrides beside podTemplate, expected only one of them" -}}
{{- end -}}
{{- $overrides := default dict .agent.podOverrides -}}
{{- range $list := list "volumes" "extraContainers" "extraInitContainers" -}}
{{- range $index, $item := index $overrides $list -}}
{{- $known := "" -}}
{{- range $.agent.reserved.prefixes }}{{ if and (not $known) (hasPrefix . $item.name) }}{{ $known = . }}{{ end }}{{ end -}}
{{- if $known -}}
{{- $found = append $found (printf "agent.podOverrides.%s[%d].name: found %s, expected a name that does not begin with the reserved %s" $list $index (toRawJson $item.name) (toRawJson $known)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $template := default dict .agent.podTemplate -}}
{{- if hasKey $template "ephemeralContainers" -}}
{{- $found = append $found "agent.podTemplate.ephemeralContainers: found ephemeralContainers, expected containers that the pod begins with: others are added to a pod that runs" -}}
{{- end -}}
{{- if hasKey $template "activeDeadlineSeconds" -}}
{{- $found = append $found "agent.podTemplate.activeDeadlineSeconds: found activeDeadlineSeconds, expected no deadline: a Deployment runs until it is deleted" -}}
{{- end -}}
{{- $merged := false -}}
{{- range $list := list "initContainers" "containers" -}}
{{- range $index, $container := index $template $list -}}
{{- if and (not $merged) (eq $list "containers") (eq $container.name $.agent.containerName) -}}
{{- $merged = true -}}
{{- else if not $container.image -}}
{{- $found = append $found (printf "agent.podTemplate.%s[%d].image: found nothing, expected an image, which only the main container has from elsewhere" $list $index) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list of variables that are called like a secret and have a literal value. */ -}}
{{- define "agent.secretProblems" -}}
{{- $found := list -}}
{{- $agent := .agent -}}
{{- if not $agent.allowInlineSecrets -}}
{{- $overrides := default dict $agent.podOverrides -}}
{{- $template := default dict $agent.podTemplate -}}
{{- $lists := list (dict "path" "agent.env" "env" $agent.env) (dict "path" "agent.podOverrides.env" "env" $overrides.env) -}}
{{- range $at := list (dict "path" "agent" "map" $agent "lists" (list "initContainers" "extraContainers")) (dict "path" "agent.podOverrides" "map" $overrides "lists" (list "extraInitContainers" "extraContainers")) (dict "path" "agent.podTemplate" "map" $template "lists" (list "initContainers" "containers")) -}}
{{- range $list := $at.lists -}}
{{- range $index, $container := index $at.map $list }}{{ $lists = append $lists (dict "path" (printf "%s.%s[%d].env" $at.path $list $index) "env" $container.env) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $with := $lists -}}
{{- range $index, $entry := $with.env -}}
{{- if and (hasKey $entry "value") (regexMatch (include "agent.fact.secretName" $) $entry.name) -}}
{{- $found = append $found (printf "%s[%d]: found a literal for %s, expected %s" $with.path $index $entry.name (include "agent.fact.insteadOfLiteral" $)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- define "agent.attachableProblems" -}}
{{- $found := list -}}
{{- $with := default dict .agent.attachable -}}
{{- if $with.enabled -}}
{{- if not .agent.command -}}
{{- $found = append $found "agent.command: found nothing, expected the command that attachable wraps, because the entrypoint of an image is not known" -}}
{{- end -}}
{{- $bytes := printf "%s/socket" $with.ttyDirectory | len -}}
{{- $longest := include "agent.fact.longestSocketPath" . | int -}}
{{- if gt $bytes $longest -}}
{{- $found = append $found (printf "agent.attachable.ttyDirectory: found a socket path of %d bytes, expected at most %d" $bytes $longest) -}}
{{- end -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list of what is wrong with ConfigMaps, Secrets, the disruption budget and the monitor. */ -}}
{{- define "agent.objectProblems" -}}
{{- $found := list -}}
{{- range $field, $what := dict "configMaps" "ConfigMap" "secrets" "Secret" -}}
{{- $named := list -}}
{{- range $index, $object := get $.agent $field }}{{ $named = append $named (dict "name" $object.name "path" (printf "agent.%s[%d].name" $field $index)) }}{{ end -}}
{{- $found = concat $found (include "agent.repeated" (dict "items" $named "what" $what) | fromJsonArray) -}}
{{- end -}}
{{- $budget := .agent.podDisruptionBudget -}}
{{- $given := list (hasKey $budget "minAvailable") (hasKey $budget "maxUnavailable") -}}
{{- if and $budget.enabled (eq (index $given 0) (index $given 1)) -}}
{{- $found = append $found (printf "agent.podDisruptionBudget: found %s, expected one of minAvailable and maxUnavailable" (ternary "both" "neither" (index $given 0))) -}}
{{- end -}}
{{- $ports := list -}}
{{- range .agent.ports }}{{ $ports = append $ports .name }}{{ end -}}
{{- if and .agent.podMonitor.enabled (not (has .agent.podMonitor.port $ports)) -}}
{{- $found = append $found (printf "agent.podMonitor.port: found %q, expected the name of one of agent.ports" .agent.podMonitor.port) -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

{{- /* JSON list: the second and any further of equal names in (dict "items" (list (dict "name" … "path" …)) "what" "volume"). */ -}}
{{- define "agent.repeated" -}}
{{- $seen := list -}}
{{- $found := list -}}
{{- $what := .what -}}
{{- range .items -}}
{{- if has .name $seen }}{{ $found = append $found (printf "%s: found %s %q for the second time, expected each once" .path $what .name) }}{{ end -}}
{{- $seen = append $seen .name -}}
{{- end -}}
{{- toRawJson $found -}}
{{- end -}}

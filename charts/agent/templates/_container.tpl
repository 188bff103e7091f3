{{- /* JSON map of the pod's security context: the identity and what restricted demands, under what the values say. */ -}}
{{- define "agent.podSecurityContext" -}}
{{- $wanted := include "agent.ids" . | fromJson -}}
{{- include "agent.laidOver" (dict "under" (include "seaworthy.podSecurityContext" $wanted | fromYaml) "over" (include "agent.saidSecurityContext" .agent | fromJson)) -}}
{{- end -}}

{{- /* JSON map of the ids of the pod; of none where the image or the platform says them. */ -}}
{{- define "agent.ids" -}}
{{- $given := default dict .identity -}}
{{- if or (kindIs "string" $given) (and (not $given) (eq .platform "openshift")) -}}
{}
{{- else -}}
{{- $identity := include "agent.laidOver" (dict "under" (include "agent.fact.identityDefaults" . | fromJson) "over" $given) | fromJson -}}
{{- toRawJson (merge (dict "fsGroup" (ternary $identity.fsGroup $identity.group (hasKey $identity "fsGroup"))) $identity) -}}
{{- end -}}
{{- end -}}

{{- /*
JSON map of (dict "container" … "pod" …), the pod's security context: with everything that restricted demands, and that
neither the container nor the pod says.
*/ -}}
{{- define "agent.hardened" -}}
{{- $own := dict -}}
{{- $pod := .pod -}}
{{- range $key, $value := include "seaworthy.containerSecurityContext" dict | fromYaml -}}
{{- if not (hasKey $pod $key) }}{{ $_ := set $own $key $value }}{{ end -}}
{{- end -}}
{{- $said := default dict .container.securityContext -}}
{{- if or (eq (toRawJson $said.privileged) "true") (has "CAP_SYS_ADMIN" (default list (default dict $said.capabilities).add)) -}}
{{- $_ := unset $own "allowPrivilegeEscalation" -}}
{{- end -}}
{{- $context := include "agent.laidOver" (dict "under" $own "over" .container.securityContext) | fromJson -}}
{{- $hardened := include "agent.over" (dict "under" .container "over" (dict "securityContext" $context)) | fromJson -}}
{{- include "agent.present" (dict "map" $hardened "fields" "agent.fact.printedContainerFields") -}}
{{- end -}}

{{- /*
JSON map of (dict "map" … "fields" "agent.fact.…") without those of the fields that are an empty list or map, which
Kubernetes takes for absent. What nobody knows stays as it is.
*/ -}}
{{- define "agent.present" -}}
{{- $present := dict -}}
{{- $fields := include .fields . | fromJsonArray -}}
{{- range $key, $value := .map -}}
{{- if not (and (has $key $fields) (or (kindIs "map" $value) (kindIs "slice" $value)) (empty $value)) }}{{ $_ := set $present $key $value }}{{ end -}}
{{- end -}}
{{- toRawJson $present -}}
{{- end -}}

{{- /* JSON map of the main container. */ -}}
{{- define "agent.mainContainer" -}}
{{- $own := dict "name" .containerName "image" (include "agent.image" .image) "imagePullPolicy" .image.pullPolicy -}}
{{- include "agent.laidOver" (dict "under" $own "over" (include "agent.picked" (dict "map" . "fields" "agent.fact.containerFields") | fromJson)) -}}
{{- end -}}

{{- /* JSON list of containers, those without an image with the main one: (dict "containers" (list …) "agent" …). */ -}}
{{- define "agent.extraContainers" -}}
{{- $containers := list -}}
{{- $image := include "agent.image" .agent.image -}}
{{- range .containers }}{{ $containers = append $containers (merge (dict "image" (default $image .image)) .) }}{{ end -}}
{{- toRawJson $containers -}}
{{- end -}}

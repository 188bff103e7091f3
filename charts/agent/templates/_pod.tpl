{{- /*
JSON map of the master's pod: its `initContainers`, `containers` and `volumes`; `spec`, all that remains; and `configMaps`
that it needs. Whether its volumes can be used is for the post-renderer to find out.
*/ -}}
{{- define "agent.pod" -}}
{{- $values := . -}}
{{- $agent := .agent -}}
{{- $main := include "agent.wrapped" (dict "container" (include "agent.mainContainer" $agent | fromJson) "agent" $agent) | fromJson -}}
{{- $containers := concat (list $main.container) (include "agent.extraContainers" (dict "containers" $agent.extraContainers "agent" $agent) | fromJsonArray) -}}
{{- $initContainers := concat $main.initContainers (include "agent.extraContainers" (dict "containers" $agent.initContainers "agent" $agent) | fromJsonArray) -}}
{{- $added := include "agent.addedContainers" $agent | fromJsonArray -}}
{{- $volumes := concat (include "agent.mountedVolumes" (dict "volumes" $values.volumes "containers" (concat $initContainers $containers $added)) | fromJsonArray) $main.volumes -}}
{{- $own := dict "spec" (include "agent.spec" $values | fromJson) "initContainers" $initContainers "containers" $containers "volumes" $volumes -}}
{{- $pod := include "agent.extended" (dict "pod" $own "agent" $agent) | fromJson -}}
{{- $pod = include "agent.preparedByItsUser" $pod | fromJson -}}
{{- $context := include "agent.podSecurityContext" $values | fromJson -}}
{{- $_ := set $pod.spec "securityContext" $context -}}
{{- $spec := include "agent.present" (dict "map" $pod.spec "fields" "agent.fact.printedPodFields") | fromJson -}}
{{- $finished := dict "spec" $spec "volumes" $pod.volumes "configMaps" $main.configMaps -}}
{{- range $list := list "initContainers" "containers" -}}
{{- $_ := set $finished $list (include "agent.allHardened" (dict "containers" (get $pod $list) "pod" $context) | fromJsonArray) -}}
{{- end -}}
{{- toRawJson $finished -}}
{{- end -}}

{{- /* JSON map of the fields of the pod's spec that are neither lists of containers nor volumes. */ -}}
{{- define "agent.spec" -}}
{{- $agent := .agent -}}
{{- $spec := include "agent.picked" (dict "map" $agent "fields" "agent.fact.podFields") | fromJson -}}
{{- $_ := set $spec "serviceAccountName" (default $agent.name $agent.serviceAccount.name) -}}
{{- $_ := set $spec "automountServiceAccountToken" (ternary $agent.serviceAccount.automountToken $agent.rbac.create (hasKey $agent.serviceAccount "automountToken")) -}}
{{- with concat .imagePullSecrets (default list $agent.imagePullSecrets) }}{{ $_ := set $spec "imagePullSecrets" . }}{{ end -}}
{{- toRawJson $spec -}}
{{- end -}}

{{- define "agent.allHardened" -}}
{{- $containers := list -}}
{{- $pod := .pod -}}
{{- range .containers }}{{ $containers = append $containers (include "agent.hardened" (dict "container" . "pod" $pod) | fromJson) }}{{ end -}}
{{- toRawJson $containers -}}
{{- end -}}

{{- /* JSON list of those of the shared volumes that containers mount, as Kubernetes spells them. */ -}}
{{- define "agent.mountedVolumes" -}}
{{- $mounted := list -}}
{{- range .containers }}{{ range .volumeMounts }}{{ $mounted = append $mounted .name }}{{ end }}{{ end -}}
{{- $volumes := list -}}
{{- range .volumes -}}
{{- if has .name $mounted -}}
{{- $volume := omit . "claim" -}}
{{- if hasKey . "claim" }}{{ $_ := set $volume "persistentVolumeClaim" (dict "claimName" .claim.name) }}{{ end -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- end -}}
{{- toRawJson $volumes -}}
{{- end -}}

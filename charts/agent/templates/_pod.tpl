{{- /*
JSON map of the master's pod: `chown`, the arguments of its chown init container; `sharing`, those of the containers that
share volumes; its `initContainers`, `containers` and `volumes`; `spec`, all that remains; and `configMaps` that it needs.
*/ -}}
{{- define "agent.pod" -}}
{{- $values := . -}}
{{- $agent := .agent -}}
{{- $main := include "agent.wrapped" (dict "container" (include "agent.mainContainer" $agent | fromJson) "agent" $agent) | fromJson -}}
{{- $containers := concat (list $main.container) (include "agent.extraContainers" (dict "containers" $agent.extraContainers "agent" $agent) | fromJsonArray) -}}
{{- $initContainers := concat $main.initContainers (include "agent.extraContainers" (dict "containers" $agent.initContainers "agent" $agent) | fromJsonArray) -}}
{{- $repairs := include "agent.repairs" (dict "values" $values "containers" (concat $containers $initContainers)) | fromJson -}}
{{- $context := include "agent.podSecurityContext" $values | fromJson -}}
{{- $pod := dict "chown" $repairs.chown "sharing" $repairs.sharing "configMaps" $main.configMaps -}}
{{- $_ := set $pod "initContainers" (include "agent.allHardened" (dict "containers" $initContainers "pod" $context) | fromJsonArray) -}}
{{- $_ := set $pod "containers" (include "agent.allHardened" (dict "containers" $containers "pod" $context) | fromJsonArray) -}}
{{- $_ := set $pod "volumes" (concat (include "agent.mountedVolumes" (dict "volumes" $values.volumes "containers" (concat $initContainers $containers)) | fromJsonArray) $main.volumes) -}}
{{- $spec := include "agent.picked" (dict "map" $agent "fields" "agent.fact.podFields") | fromJson -}}
{{- $_ := set $spec "serviceAccountName" (default $agent.name $agent.serviceAccount.name) -}}
{{- $_ := set $spec "automountServiceAccountToken" (ternary $agent.serviceAccount.automountToken $agent.rbac.create (hasKey $agent.serviceAccount "automountToken")) -}}
{{- with concat $values.imagePullSecrets (default list $agent.imagePullSecrets) }}{{ $_ := set $spec "imagePullSecrets" . }}{{ end -}}
{{- $_ := set $spec "securityContext" $context -}}
{{- $_ := set $pod "spec" $spec -}}
{{- toRawJson $pod -}}
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

{{- /* A rolling update starts the new pod before it stops the old one, and the new one waits for an exclusive claim for ever. */ -}}
{{- define "agent.strategy" -}}
{{- $exclusive := include "agent.exclusiveVolumes" .values | fromJsonArray -}}
{{- $strategy := "RollingUpdate" -}}
{{- range concat .pod.containers .pod.initContainers -}}
{{- range .volumeMounts }}{{ if has .name $exclusive }}{{ $strategy = "Recreate" }}{{ end }}{{ end -}}
{{- end -}}
{{- default $strategy .values.agent.strategy -}}
{{- end -}}

{{- /* JSON map of the pod's annotations, with one for each object whose change must restart it: `checksum/<name>`. */ -}}
{{- define "agent.podAnnotations" -}}
{{- $checksums := dict -}}
{{- range concat .agent.configMaps .agent.secrets -}}
{{- if .checksum }}{{ $_ := set $checksums (printf "checksum/%s" .name) (include "agent.checksum" (default .stringData .data)) }}{{ end -}}
{{- end -}}
{{- range .pod.configMaps }}{{ $_ := set $checksums "checksum/attachable" (include "agent.checksum" .data) }}{{ end -}}
{{- include "agent.laidOver" (dict "under" .agent.podAnnotations "over" $checksums) -}}
{{- end -}}

{{- /* "true" where only one node, or one pod, can hold the claim at a time. */ -}}
{{- define "agent.isExclusive" -}}
{{- if not (without .accessModes "ReadWriteOnce" "ReadWriteOncePod") }}true{{ end -}}
{{- end -}}

{{- /* JSON list of the volumes' names whose claims are exclusive. */ -}}
{{- define "agent.exclusiveVolumes" -}}
{{- $names := list -}}
{{- range .volumes -}}
{{- if and (hasKey . "claim") (include "agent.isExclusive" (default dict .claim)) }}{{ $names = append $names .name }}{{ end -}}
{{- end -}}
{{- toRawJson $names -}}
{{- end -}}

{{- /* JSON list of the Service's ports: those of the values, else one for each named port of the container. */ -}}
{{- define "agent.servicePorts" -}}
{{- $named := list -}}
{{- range .ports -}}
{{- if .name }}{{ $named = append $named (merge (dict "port" .containerPort "targetPort" .name) (pick . "name" "protocol")) }}{{ end -}}
{{- end -}}
{{- $ports := list -}}
{{- range ternary .service.ports $named (hasKey .service "ports") -}}
{{- $ports = append $ports (merge (dict "targetPort" (default .name .targetPort)) .) -}}
{{- end -}}
{{- toRawJson $ports -}}
{{- end -}}

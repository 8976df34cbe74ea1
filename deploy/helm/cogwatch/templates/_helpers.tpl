{{/* 52 characters leave room for what Kubernetes adds to the name of a StatefulSet. */}}
{{- define "cogwatch.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "cogwatch.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "cogwatch.labels" -}}
{{ include "cogwatch.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "cogwatch.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ printf "%s@%s" .repository .digest }}
{{- else -}}
{{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "cogwatch.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- .Values.serviceAccount.name | default (include "cogwatch.fullname" .) -}}
{{- else -}}
{{- .Values.serviceAccount.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "cogwatch.configMapName" -}}
{{- .Values.existingConfigMap | default (include "cogwatch.fullname" .) -}}
{{- end -}}

{{/* The configuration and the secrets, as the agent and its test see them. */}}
{{- define "cogwatch.inputMounts" -}}
- name: config
  mountPath: /etc/cogwatch
  readOnly: true
{{- range $index, $name := .Values.secrets }}
- name: secret-{{ $index }}
  mountPath: /run/secrets/{{ $name }}
  readOnly: true
{{- end }}
{{- end -}}

{{- define "cogwatch.inputVolumes" -}}
- name: config
  configMap:
    name: {{ include "cogwatch.configMapName" . }}
{{- range $index, $name := .Values.secrets }}
- name: secret-{{ $index }}
  secret:
    secretName: {{ $name }}
    # Read by the group that fsGroup gives.
    defaultMode: 0440
{{- end }}
{{- end -}}

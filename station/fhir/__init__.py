"""Readings as FHIR R4 Observations, for other systems. docs/fhir.md."""

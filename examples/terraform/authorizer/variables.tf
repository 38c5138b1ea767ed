variable "name" {
  description = "Of the function, its role and its log group"
  type        = string
}

variable "zip" {
  description = "Path of authorizer.zip, as `npm run zip` writes it"
  type        = string
}

variable "config" {
  description = "AUTHORIZER_CONFIG: issuers, routes and the rest (schema/authorizer-config.schema.json)"
  # A document whose keys are mostly optional: the function checks it when it starts.
  type = any
}

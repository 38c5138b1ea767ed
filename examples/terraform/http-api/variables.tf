variable "zip" {
  description = "Path of authorizer.zip, as `npm run zip` writes it"
  type        = string
  default     = "../../../dist/authorizer.zip"
}

variable "issuer" {
  description = "The token's iss, exactly, such as https://YOUR_TENANT.eu.auth0.com/"
  type        = string
}

variable "audience" {
  description = "One that must be in the token's aud"
  type        = string
}

variable "backend_url" {
  description = "Where your API's own code answers, such as https://backend.example.com: requests are handed on to it with their path"
  type        = string
}

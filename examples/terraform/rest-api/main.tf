# A REST API behind the authorizer: type TOKEN; a policy for the whole API, kept by token.

locals {
  # One table for the authorizer and for the API, so that they cannot disagree.
  routes = {
    "GET /orders"  = ["read:orders"]
    "POST /orders" = ["create:orders"]
  }
}

module "authorizer" {
  source = "../authorizer"

  name = "orders-rest-authorizer"
  zip  = var.zip
  config = {
    issuers = [{ issuer = var.issuer, audience = var.audience }]
    routes  = local.routes
  }
}

resource "aws_api_gateway_authorizer" "jwt" {
  rest_api_id    = aws_api_gateway_rest_api.this.id
  name           = "jwt"
  type           = "TOKEN"
  authorizer_uri = module.authorizer.invoke_arn
  # No identity_validation_expression: it would compare the scheme with case, which RFC 9110 does not.
  identity_source                  = "method.request.header.Authorization"
  authorizer_result_ttl_in_seconds = 300
}

resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = module.authorizer.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.this.execution_arn}/authorizers/${aws_api_gateway_authorizer.jwt.id}"
}

resource "aws_api_gateway_rest_api" "this" {
  name = "orders"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.this.id
  parent_id   = aws_api_gateway_rest_api.this.root_resource_id
  path_part   = "orders"
}

resource "aws_api_gateway_method" "orders" {
  for_each = toset([for key in keys(local.routes) : split(" ", key)[0]])

  rest_api_id   = aws_api_gateway_rest_api.this.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = each.key
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.jwt.id
}

resource "aws_api_gateway_integration" "backend" {
  for_each = aws_api_gateway_method.orders

  rest_api_id             = aws_api_gateway_rest_api.this.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = each.value.http_method
  type                    = "HTTP_PROXY"
  integration_http_method = each.value.http_method
  uri                     = "${var.backend_url}/orders"
  # Set here, what the caller writes into this header does not reach the backend.
  request_parameters = { "integration.request.header.x-user" = "context.authorizer.sub" }
}

locals {
  # A 401 names no error: one answer serves requests with a bad token and requests with none (RFC 6750 §3.1).
  answers = {
    UNAUTHORIZED       = { message = "Missing or invalid token", challenge = "Bearer realm=\"orders\"" }
    ACCESS_DENIED      = { message = "Insufficient scope", challenge = "Bearer realm=\"orders\", error=\"insufficient_scope\"" }
    AUTHORIZER_FAILURE = { message = "Authorization is unavailable, try again later", challenge = null }
  }
}

resource "aws_api_gateway_gateway_response" "this" {
  for_each = local.answers

  rest_api_id        = aws_api_gateway_rest_api.this.id
  response_type      = each.key
  response_templates = { "application/json" = jsonencode({ message = each.value.message }) }
  response_parameters = merge(
    { "gatewayresponse.header.Access-Control-Allow-Origin" = "'*'" },
    each.value.challenge == null ? {} : { "gatewayresponse.header.WWW-Authenticate" = "'${each.value.challenge}'" },
  )
}

resource "aws_api_gateway_deployment" "this" {
  rest_api_id = aws_api_gateway_rest_api.this.id

  # A deployment is a snapshot: a new one is made when something of this changes (and once more after the first, as the provider documents).
  triggers = {
    redeployment = sha1(jsonencode([
      aws_api_gateway_authorizer.jwt,
      aws_api_gateway_resource.orders,
      aws_api_gateway_method.orders,
      aws_api_gateway_integration.backend,
      aws_api_gateway_gateway_response.this,
    ]))
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "this" {
  rest_api_id   = aws_api_gateway_rest_api.this.id
  deployment_id = aws_api_gateway_deployment.this.id
  stage_name    = "prod"
}

output "api_url" {
  description = "Where the API is"
  value       = aws_api_gateway_stage.this.invoke_url
}

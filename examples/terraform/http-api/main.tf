# An HTTP API behind the authorizer: simple responses (payload 2.0), kept by token and route.

locals {
  # One table for the authorizer and for the API, so that they cannot disagree.
  routes = {
    "GET /orders"  = ["read:orders"]
    "POST /orders" = ["create:orders"]
  }
}

module "authorizer" {
  source = "../authorizer"

  name = "orders-authorizer"
  zip  = var.zip
  config = {
    issuers = [{ issuer = var.issuer, audience = var.audience }]
    routes  = local.routes
  }
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id                            = aws_apigatewayv2_api.this.id
  name                              = "jwt"
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = module.authorizer.invoke_arn
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = true
  # The route belongs to the key: one kept yes would otherwise open every route.
  identity_sources                 = ["$request.header.Authorization", "$context.routeKey"]
  authorizer_result_ttl_in_seconds = 300
}

resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = module.authorizer.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.jwt.id}"
}

resource "aws_apigatewayv2_api" "this" {
  name          = "orders"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.backend[each.key].id}"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.jwt.id
}

resource "aws_apigatewayv2_integration" "backend" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  integration_type   = "HTTP_PROXY"
  integration_method = split(" ", each.key)[0]
  integration_uri    = "${var.backend_url}${split(" ", each.key)[1]}"
  # `overwrite`: what the caller writes into this header does not reach the backend.
  request_parameters = { "overwrite:header.x-user" = "$context.authorizer.sub" }
}

output "api_url" {
  description = "Where the API is"
  value       = aws_apigatewayv2_api.this.api_endpoint
}

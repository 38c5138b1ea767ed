output "function_name" {
  description = "What a permission names"
  value       = aws_lambda_function.this.function_name
}

output "invoke_arn" {
  description = "What an authorizer of API Gateway names"
  value       = aws_lambda_function.this.invoke_arn
}

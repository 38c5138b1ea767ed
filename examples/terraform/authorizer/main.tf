# The authorizer function with its log group and its role: what every kind of API uses alike.

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = "Verifies bearer JWTs for API Gateway"
  filename         = var.zip
  source_code_hash = filebase64sha256(var.zip)
  handler          = "index.handler"
  runtime          = "nodejs24.x"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 10
  role             = aws_iam_role.this.arn

  environment {
    variables = { AUTHORIZER_CONFIG = jsonencode(var.config) }
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  lifecycle {
    precondition {
      condition     = length(jsonencode(var.config)) + length("AUTHORIZER_CONFIG") <= 4096
      error_message = "The configuration has ${length(jsonencode(var.config))} characters, expected less than 4 KB, which is what Lambda's environment takes: shorten the route table with ANY and {proxy+}."
    }
  }

  # The function must not write before its permission to write is there.
  depends_on = [aws_iam_role_policy.logs]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = 30
}

resource "aws_iam_role" "this" {
  name = var.name
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "logs" {
  name = "write-logs"
  role = aws_iam_role.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this.arn}:*"
    }]
  })
}

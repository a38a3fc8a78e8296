"""The known ways from some actions to more rights that IAM104 looks for; its page tells where they are published."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Way = tuple[tuple[str, ...], str]

PASS = "iam:PassRole"

# The actions of each way, and for those that pass a role the service that it is passed to.
WAYS: tuple[Way, ...] = (
    (("iam:CreatePolicyVersion",), ""),
    (("iam:SetDefaultPolicyVersion",), ""),
    (("iam:AttachUserPolicy",), ""),
    (("iam:AttachGroupPolicy",), ""),
    (("iam:AttachRolePolicy",), ""),
    (("iam:PutUserPolicy",), ""),
    (("iam:PutGroupPolicy",), ""),
    (("iam:PutRolePolicy",), ""),
    (("iam:AddUserToGroup",), ""),
    (("iam:CreateAccessKey",), ""),
    (("iam:CreateLoginProfile",), ""),
    (("iam:UpdateLoginProfile",), ""),
    (("iam:UpdateAssumeRolePolicy",), ""),
    (("lambda:UpdateFunctionCode",), ""),
    (("glue:UpdateDevEndpoint",), ""),
    ((PASS, "ec2:RunInstances"), "ec2.amazonaws.com"),
    ((PASS, "ec2:RequestSpotInstances"), "ec2.amazonaws.com"),
    ((PASS, "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"), "ec2.amazonaws.com"),
    ((PASS, "autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"), "ec2.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:InvokeFunction"), "lambda.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "lambda.amazonaws.com"),
    ((PASS, "lambda:CreateFunction", "lambda:AddPermission"), "lambda.amazonaws.com"),
    ((PASS, "glue:CreateDevEndpoint"), "glue.amazonaws.com"),
    ((PASS, "glue:CreateJob", "glue:StartJobRun"), "glue.amazonaws.com"),
    ((PASS, "glue:CreateJob", "glue:CreateTrigger"), "glue.amazonaws.com"),
    ((PASS, "glue:UpdateJob", "glue:StartJobRun"), "glue.amazonaws.com"),
    ((PASS, "glue:UpdateJob", "glue:CreateTrigger"), "glue.amazonaws.com"),
    ((PASS, "cloudformation:CreateStack"), "cloudformation.amazonaws.com"),
    ((PASS, "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"), "cloudformation.amazonaws.com"),
    ((PASS, "cloudformation:UpdateStackSet"), "cloudformation.amazonaws.com"),
    ((PASS, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"), "datapipeline.amazonaws.com"),
    ((PASS, "codebuild:CreateProject", "codebuild:StartBuild"), "codebuild.amazonaws.com"),
    ((PASS, "codebuild:CreateProject", "codebuild:StartBuildBatch"), "codebuild.amazonaws.com"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"), "ecs-tasks.amazonaws.com"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:StartTask"), "ecs-tasks.amazonaws.com"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:CreateService"), "ecs-tasks.amazonaws.com"),
    ((PASS, "sagemaker:CreateNotebookInstance"), "sagemaker.amazonaws.com"),
    ((PASS, "sagemaker:CreateTrainingJob"), "sagemaker.amazonaws.com"),
    ((PASS, "sagemaker:CreateProcessingJob"), "sagemaker.amazonaws.com"),
    ((PASS, "apprunner:CreateService"), "tasks.apprunner.amazonaws.com"),
    (
        (
            *(PASS, "bedrock-agentcore:CreateCodeInterpreter", "bedrock-agentcore:StartCodeInterpreterSession"),
            "bedrock-agentcore:InvokeCodeInterpreter",
        ),
        "bedrock-agentcore.amazonaws.com",
    ),
)

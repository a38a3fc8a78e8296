"""The known ways from some actions to more rights that IAM104 looks for, each with where it is published."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Way = tuple[tuple[str, ...], tuple[str, ...], str]

PASS = "iam:PassRole"

# The actions of each way; the services that a role may be passed to on it, by the names that ``iam:PassedToService``
# has (as in the managed policies AWSAppRunnerFullAccess, AmazonEMRFullAccessPolicy_v2 and AWSImageBuilderFullAccess);
# and where it is published, in the short form that the page explains.
WAYS: tuple[Way, ...] = (
    (("iam:CreatePolicyVersion",), (), "R1, iam-001, P"),
    (("iam:SetDefaultPolicyVersion",), (), "R2, P"),
    (("iam:AttachUserPolicy",), (), "R7, iam-008, P"),
    (("iam:AttachGroupPolicy",), (), "R8, iam-010, P"),
    (("iam:AttachRolePolicy",), (), "R9, iam-009, P"),
    (("iam:PutUserPolicy",), (), "R10, iam-007, P"),
    (("iam:PutGroupPolicy",), (), "R11, iam-011, P"),
    (("iam:PutRolePolicy",), (), "R12, iam-005, P"),
    (("iam:AddUserToGroup",), (), "R13, iam-013, P"),
    (("iam:CreateAccessKey",), (), "R4, iam-002, P"),
    (("iam:CreateLoginProfile",), (), "R5, iam-004, P"),
    (("iam:UpdateLoginProfile",), (), "R6, iam-006, P"),
    (("iam:UpdateAssumeRolePolicy",), (), "R14, iam-012, P"),
    (("sso:AttachManagedPolicyToPermissionSet",), (), "sso-002, P"),
    (("sso:PutInlinePolicyToPermissionSet",), (), "sso-003, P"),
    (("lambda:UpdateFunctionCode",), (), "R18, lambda-003, P"),
    (("glue:UpdateDevEndpoint",), (), "R20, glue-002, P"),
    ((PASS, "ec2:RunInstances"), ("ec2.amazonaws.com",), "R3, ec2-001, P"),
    ((PASS, "ec2:RequestSpotInstances"), ("ec2.amazonaws.com",), "ec2-003, P"),
    (
        (PASS, "autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"),
        ("ec2.amazonaws.com",),
        "M, P",
    ),
    (
        (PASS, "autoscaling:CreateLaunchConfiguration", "autoscaling:UpdateAutoScalingGroup"),
        ("ec2.amazonaws.com",),
        "P",
    ),
    ((PASS, "elasticmapreduce:RunJobFlow"), ("ec2.amazonaws.com",), "emr-001, P"),
    (
        (
            PASS,
            "imagebuilder:CreateComponent",
            "imagebuilder:CreateImageRecipe",
            "imagebuilder:CreateInfrastructureConfiguration",
            "imagebuilder:CreateImage",
        ),
        ("ec2.amazonaws.com",),
        "imagebuilder-001, P",
    ),
    ((PASS, "lambda:CreateFunction", "lambda:InvokeFunction"), ("lambda.amazonaws.com",), "R15, lambda-001, P"),
    (
        (PASS, "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        ("lambda.amazonaws.com",),
        "R17, lambda-002, P",
    ),
    ((PASS, "lambda:CreateFunction", "lambda:AddPermission"), ("lambda.amazonaws.com",), "R16, lambda-006, P"),
    ((PASS, "glue:CreateDevEndpoint"), ("glue.amazonaws.com",), "R19, glue-001, P"),
    ((PASS, "glue:CreateJob", "glue:StartJobRun"), ("glue.amazonaws.com",), "glue-003, P"),
    ((PASS, "glue:CreateJob", "glue:CreateTrigger"), ("glue.amazonaws.com",), "glue-004, P"),
    ((PASS, "glue:UpdateJob", "glue:StartJobRun"), ("glue.amazonaws.com",), "glue-005, P"),
    ((PASS, "glue:UpdateJob", "glue:CreateTrigger"), ("glue.amazonaws.com",), "glue-006, P"),
    ((PASS, "glue:CreateSession", "glue:RunStatement"), ("glue.amazonaws.com",), "glue-007, P"),
    ((PASS, "cloudformation:CreateStack"), ("cloudformation.amazonaws.com",), "R21, cloudformation-001, P"),
    (
        (PASS, "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
        ("cloudformation.amazonaws.com",),
        "cloudformation-003, P",
    ),
    ((PASS, "cloudformation:UpdateStackSet"), ("cloudformation.amazonaws.com",), "cloudformation-004, P"),
    (
        (PASS, "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
        ("datapipeline.amazonaws.com",),
        "R22, datapipeline-001, P",
    ),
    ((PASS, "codebuild:CreateProject", "codebuild:StartBuild"), ("codebuild.amazonaws.com",), "codebuild-001, P"),
    ((PASS, "codebuild:CreateProject", "codebuild:StartBuildBatch"), ("codebuild.amazonaws.com",), "codebuild-004, P"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:RunTask"), ("ecs-tasks.amazonaws.com",), "ecs-004, P"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:StartTask"), ("ecs-tasks.amazonaws.com",), "ecs-005, P"),
    ((PASS, "ecs:RegisterTaskDefinition", "ecs:CreateService"), ("ecs-tasks.amazonaws.com",), "ecs-003, P"),
    (
        (PASS, "batch:RegisterJobDefinition", "batch:SubmitJob"),
        ("ecs-tasks.amazonaws.com", "batch.amazonaws.com"),
        "batch-001, P",
    ),
    (
        (PASS, "apprunner:CreateService"),
        ("apprunner.amazonaws.com", "tasks.apprunner.amazonaws.com"),
        "apprunner-001, P",
    ),
    ((PASS, "sagemaker:CreateNotebookInstance"), ("sagemaker.amazonaws.com",), "R27, sagemaker-001, P"),
    ((PASS, "sagemaker:CreateTrainingJob"), ("sagemaker.amazonaws.com",), "sagemaker-002, P"),
    ((PASS, "sagemaker:CreateProcessingJob"), ("sagemaker.amazonaws.com",), "sagemaker-003, P"),
    ((PASS, "scheduler:CreateSchedule"), ("scheduler.amazonaws.com",), "scheduler-001, P"),
    ((PASS, "states:CreateStateMachine", "states:StartExecution"), ("states.amazonaws.com",), "stepfunctions-001, P"),
    ((PASS, "ssm:CreateDocument", "ssm:StartAutomationExecution"), ("ssm.amazonaws.com",), "ssm-003, P"),
    (
        (PASS, "emr-serverless:CreateApplication", "emr-serverless:StartJobRun"),
        ("emr-serverless.amazonaws.com",),
        "emrserverless-001, P",
    ),
    (
        (PASS, "kinesisanalytics:CreateApplication", "kinesisanalytics:StartApplication"),
        ("kinesisanalytics.amazonaws.com",),
        "kinesisanalytics-001, P",
    ),
    ((PASS, "braket:CreateJob"), ("braket.amazonaws.com",), "braket-001, P"),
    ((PASS, "omics:CreateWorkflow", "omics:StartRun", "s3:GetObject"), ("omics.amazonaws.com",), "omics-001, P"),
    (
        (PASS, "gamelift:CreateBuild", "gamelift:RequestUploadCredentials", "gamelift:CreateFleet"),
        ("gamelift.amazonaws.com",),
        "gamelift-001, P",
    ),
    ((PASS, "cognito-identity:SetIdentityPoolRoles"), ("cognito-identity.amazonaws.com",), "cognitoidentity-001, P"),
    (
        (
            PASS,
            "bedrock-agentcore:CreateCodeInterpreter",
            "bedrock-agentcore:StartCodeInterpreterSession",
            "bedrock-agentcore:InvokeCodeInterpreter",
        ),
        ("bedrock-agentcore.amazonaws.com",),
        "bedrock-001, P",
    ),
    (
        (
            PASS,
            "bedrock-agentcore:CreateAgentRuntime",
            "bedrock-agentcore:CreateAgentRuntimeEndpoint",
            "bedrock-agentcore:CreateWorkloadIdentity",
            "bedrock-agentcore:InvokeAgentRuntimeCommand",
        ),
        ("bedrock-agentcore.amazonaws.com",),
        "P",
    ),
    (
        (
            PASS,
            "bedrock-agentcore:CreateBrowser",
            "bedrock-agentcore:StartBrowserSession",
            "bedrock-agentcore:ConnectBrowserAutomationStream",
        ),
        ("bedrock-agentcore.amazonaws.com",),
        "P",
    ),
)

using System.Net;
using Amazon.BedrockAgentCore;
using Amazon.BedrockAgentCore.Model;
using Amazon.BedrockAgentCoreControl.Model;
using Amazon.Runtime;

namespace AWSSDK.BedrockAgentCore.Tests;

public sealed class ErrorTests
{
    public static TheoryData<int, string, Type> DataErrors { get; } = new()
    {
        { 400, "ValidationException", typeof(Amazon.BedrockAgentCore.Model.ValidationException) },
        { 400, "InvalidInputException", typeof(InvalidInputException) },
        { 401, "UnauthorizedException", typeof(Amazon.BedrockAgentCore.Model.UnauthorizedException) },
        { 402, "ServiceQuotaExceededException", typeof(Amazon.BedrockAgentCore.Model.ServiceQuotaExceededException) },
        { 403, "AccessDeniedException", typeof(Amazon.BedrockAgentCore.Model.AccessDeniedException) },
        { 404, "ResourceNotFoundException", typeof(Amazon.BedrockAgentCore.Model.ResourceNotFoundException) },
        { 409, "ConflictException", typeof(Amazon.BedrockAgentCore.Model.ConflictException) },
        { 409, "RetryableConflictException", typeof(Amazon.BedrockAgentCore.Model.RetryableConflictException) },
        { 424, "RuntimeClientError", typeof(RuntimeClientErrorException) },
        { 429, "ThrottlingException", typeof(Amazon.BedrockAgentCore.Model.ThrottlingException) },
        { 429, "ThrottledException", typeof(Amazon.BedrockAgentCore.Model.ThrottledException) },
        { 500, "InternalServerException", typeof(Amazon.BedrockAgentCore.Model.InternalServerException) },
        { 500, "ServiceException", typeof(Amazon.BedrockAgentCore.Model.ServiceException) },
        { 418, "SomethingNewException", typeof(AmazonBedrockAgentCoreException) },
    };

    public static TheoryData<int, string, Type> ControlErrors { get; } = new()
    {
        { 400, "ValidationException", typeof(Amazon.BedrockAgentCoreControl.Model.ValidationException) },
        { 401, "UnauthorizedException", typeof(Amazon.BedrockAgentCoreControl.Model.UnauthorizedException) },
        { 402, "ServiceQuotaExceededException", typeof(Amazon.BedrockAgentCoreControl.Model.ServiceQuotaExceededException) },
        { 402, "ResourceLimitExceededException", typeof(ResourceLimitExceededException) },
        { 403, "AccessDeniedException", typeof(Amazon.BedrockAgentCoreControl.Model.AccessDeniedException) },
        { 404, "ResourceNotFoundException", typeof(Amazon.BedrockAgentCoreControl.Model.ResourceNotFoundException) },
        { 409, "ConflictException", typeof(Amazon.BedrockAgentCoreControl.Model.ConflictException) },
        { 409, "ConcurrentModificationException", typeof(ConcurrentModificationException) },
        { 429, "ThrottlingException", typeof(Amazon.BedrockAgentCoreControl.Model.ThrottlingException) },
        { 500, "InternalServerException", typeof(Amazon.BedrockAgentCoreControl.Model.InternalServerException) },
        { 400, "EncryptionFailure", typeof(EncryptionFailureException) },
        { 400, "DecryptionFailure", typeof(DecryptionFailureException) },
    };

    [Theory]
    [MemberData(nameof(DataErrors))]
    public async Task The_data_planes_errors_have_their_exceptions(int status, string type, Type expected)
    {
        await using var service = await ScriptedService.StartAsync(context => ScriptedService.WriteAsync(context, status, "{\"message\":\"no\"}", type));
        using var client = service.Data();

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.InvokeAgentRuntimeAsync(new InvokeAgentRuntimeRequest { AgentRuntimeArn = "a" }));

        Assert.IsType(expected, thrown);
        Assert.Equal((type, (HttpStatusCode)status, "no", "req-1"), (thrown.ErrorCode, thrown.StatusCode, thrown.Message, thrown.RequestId));
    }

    [Theory]
    [MemberData(nameof(ControlErrors))]
    public async Task The_control_planes_errors_have_their_exceptions(int status, string type, Type expected)
    {
        await using var service = await ScriptedService.StartAsync(context => ScriptedService.WriteAsync(context, status, "{\"message\":\"no\"}", type));
        using var client = service.Control();

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = "a" }));

        Assert.IsType(expected, thrown);
        Assert.Equal(type, thrown.ErrorCode);
    }

    [Fact]
    public async Task A_refused_member_is_named()
    {
        await using var service = await ScriptedService.StartAsync(context => ScriptedService.WriteAsync(
            context, 400, "{\"message\":\"no\",\"reason\":\"FieldValidationFailed\",\"fieldList\":[{\"name\":\"roleArn\",\"message\":\"is missing\"}]}", "ValidationException:http://x"));
        using var client = service.Control();

        var thrown = await Assert.ThrowsAsync<Amazon.BedrockAgentCoreControl.Model.ValidationException>(() => client.GetAgentRuntimeAsync(new GetAgentRuntimeRequest { AgentRuntimeId = "a" }));

        Assert.Equal(Amazon.BedrockAgentCoreControl.ValidationExceptionReason.FieldValidationFailed, thrown.Reason);
        Assert.Equal(("roleArn", "is missing"), (thrown.FieldList[0].Name, thrown.FieldList[0].Message));
    }
}

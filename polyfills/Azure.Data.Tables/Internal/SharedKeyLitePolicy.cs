using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Internal;

/// <summary>Signs each try with the account's key (Shared Key Lite: the date and the resource).</summary>
internal sealed class SharedKeyLitePolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    private readonly string _resourcePrefix = "\n/" + credential.AccountName;
    private readonly string _schemePrefix = "SharedKeyLite " + credential.AccountName + ":";

    public override void OnSendingRequest(HttpMessage message)
    {
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        message.Request.Headers.SetValue("x-ms-date", date);
        var signature = credential.Sign(string.Concat(date, _resourcePrefix, message.Request.Uri.ToUri().AbsolutePath));
        message.Request.Headers.SetValue("Authorization", _schemePrefix + signature);
    }
}

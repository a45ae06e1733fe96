using Microsoft.Extensions.Options;
using Webhost.Core.Mail;
using Webhost.Core.Results;

namespace Webhost.Mail;

/// <summary>Writes e-mails into a folder, each as a file that mail programs open; a repeat replaces its file.</summary>
internal sealed class FileEmailSender(IOptions<EmailOptions> options, TimeProvider time) : IEmailSender
{
    public async Task<Result<Done>> SendAsync(EmailMessage message, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(options.Value.DropDirectory).FullName;
        var path = Path.Combine(folder, $"{message.Id}.eml");
        var partial = $"{path}.{Path.GetRandomFileName()}";
        using (var mime = MimeMessages.Of(message, options.Value.From, time.GetUtcNow()))
        await using (var file = File.Create(partial))
        {
            await mime.WriteToAsync(file, cancellationToken);
        }

        // Whoever watches the folder finds whole files only.
        File.Move(partial, path, overwrite: true);
        return default(Done);
    }
}

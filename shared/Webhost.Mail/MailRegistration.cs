using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Webhost.Core.Mail;

namespace Webhost.Mail;

/// <summary>Registers how e-mails are sent.</summary>
public static class MailRegistration
{
    /// <summary>Adds e-mail when the section <c>Email</c> names a server or a folder; a part of the settings stops the start and names what is missing.</summary>
    public static IServiceCollection AddWebhostMail(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(EmailOptions.Section);
        if (string.IsNullOrEmpty(section["From"]) && string.IsNullOrEmpty(section["DropDirectory"]) && string.IsNullOrEmpty(section["Smtp:Host"]))
        {
            return services;
        }

        services.AddOptions<EmailOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmailOptions>, EmailOptionsCheck>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FileEmailSender>();
        services.AddSingleton<SmtpEmailSender>();
        services.AddSingleton<IEmailSender>(provider => provider.GetRequiredService<IOptions<EmailOptions>>().Value.DropDirectory.Length > 0
            ? provider.GetRequiredService<FileEmailSender>()
            : provider.GetRequiredService<SmtpEmailSender>());
        return services;
    }
}

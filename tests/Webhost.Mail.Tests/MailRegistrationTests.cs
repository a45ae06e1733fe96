using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Webhost.Core.Mail;

namespace Webhost.Mail.Tests;

public sealed class MailRegistrationTests
{
    [Fact]
    public void Without_its_section_there_is_no_email() => Assert.Empty(Services().GetServices<IEmailSender>());

    [Fact]
    public void With_the_section_left_empty_there_is_none_either() =>
        Assert.Empty(Services(("From", ""), ("Smtp:Host", ""), ("Smtp:Port", "587")).GetServices<IEmailSender>());

    [Theory]
    [InlineData("Email__Smtp__Host", "From=a@b.c")]
    [InlineData("Email__Smtp__Host", "From=a@b.c", "DropDirectory=/tmp/x", "Smtp:Host=mail")]
    [InlineData("Email__From", "Smtp:Host=mail")]
    [InlineData("Email__Smtp__Port", "From=a@b.c", "Smtp:Host=mail", "Smtp:Port=0")]
    [InlineData("Email__Smtp__User", "From=a@b.c", "Smtp:Host=mail", "Smtp:User=u")]
    [InlineData("Email__Smtp__Security", "From=a@b.c", "Smtp:Host=mail", "Smtp:User=u", "Smtp:Password=p", "Smtp:Security=None")]
    public void A_part_of_the_section_is_refused_with_the_key(string key, params string[] settings)
    {
        var services = Services([.. settings.Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]);

        Assert.Contains(key, Assert.Throws<OptionsValidationException>(() => services.GetServices<IEmailSender>().ToArray()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_takes_letters_that_mail_programs_open_and_a_repeat_replaces_its_file()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"mail-{Guid.NewGuid():n}");
        try
        {
            var sender = Services(("From", "webhost@localhost"), ("DropDirectory", folder)).GetRequiredService<IEmailSender>();
            for (var time = 0; time < 2; time++)
            {
                Assert.True((await sender.SendAsync(new EmailMessage { Id = "alt_1", To = "ada@example.com", Subject = "Hello", Text = $"Text {time}" }, default)).Succeeded);
            }

            var file = Assert.Single(Directory.GetFiles(folder));
            Assert.Equal("alt_1.eml", Path.GetFileName(file));
            using var read = await MimeKit.MimeMessage.LoadAsync(file);
            Assert.Equal(("Hello", "ada@example.com", "Text 1", "alt_1@localhost"), (read.Subject, read.To.ToString(), read.TextBody?.Trim(), read.MessageId));
        }
        finally
        {
            await Folders.RemoveAsync(folder);
        }
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddWebhostMail(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Email:{setting.Key}", (string?)setting.Value))).Build());
        return services.BuildServiceProvider();
    }
}

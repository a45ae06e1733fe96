using Webhost.Providers.Cloudflare.Api;

namespace Webhost.Providers.Cloudflare.Tests.Api;

public sealed class ClassMigrationTests
{
    [Fact]
    public void A_new_script_gets_the_session_class()
    {
        var plan = ClassMigration.Plan(state: null, []);

        AssertMigration(plan.Migrations, old: null, "v1", "WebhostSession");
    }

    [Fact]
    public void A_repeated_deployment_changes_nothing()
    {
        Assert.Null(ClassMigration.Plan(new ScriptState("v1"), []).Migrations);
        Assert.Null(ClassMigration.Plan(new ScriptState("v2.Counter"), ["Counter"]).Migrations);
    }

    [Fact]
    public void New_classes_are_added_to_those_that_were_there()
    {
        AssertMigration(ClassMigration.Plan(state: null, ["Counter", "Chat"]).Migrations, old: null, "v3.Chat.Counter", "WebhostSession", "Chat", "Counter");
        AssertMigration(ClassMigration.Plan(new ScriptState("v1"), ["Chat"]).Migrations, "v1", "v2.Chat", "Chat");
        AssertMigration(ClassMigration.Plan(new ScriptState("v2.Zed"), ["Chat", "Zed"]).Migrations, "v2.Zed", "v3.Zed.Chat", "Chat");
    }

    [Fact]
    public void Classes_that_are_left_out_lie_dormant_and_keep_their_data()
    {
        var plan = ClassMigration.Plan(new ScriptState("v3.Chat.Counter"), ["Chat"]);

        Assert.Null(plan.Migrations);
        Assert.Equal(["Counter"], plan.Dormant);
    }

    [Fact]
    public void A_script_without_classes_is_migrated_from_nothing()
    {
        AssertMigration(ClassMigration.Plan(new ScriptState(MigrationTag: null), ["A"]).Migrations, old: null, "v2.A", "WebhostSession", "A");
    }

    private static void AssertMigration(UploadMigrations? migrations, string? old, string tag, params string[] classes)
    {
        Assert.NotNull(migrations);
        Assert.Equal(old, migrations.OldTag);
        Assert.Equal(tag, migrations.NewTag);
        Assert.Equal(classes, Assert.Single(migrations.Steps).NewSqliteClasses);
    }
}

using System.Reflection;
using Akka.Configuration;

namespace ActorIommu.Runtime.Tests.Configuration;

/// <summary>config/akka/actoriommu.hocon: parses, changes only what exists, and explains every key.</summary>
public sealed class ProjectSettingsTests
{
    private const string ProtocolBinding = "akka.actor.serialization-bindings.\"ActorIommu.Messages.IIommuProtocol, ActorIommu.Messages\"";

    private static readonly string Text = File.ReadAllText(Path.Combine(RepositoryRoot, "config/akka/actoriommu.hocon"));

    private static string RepositoryRoot => typeof(ProjectSettingsTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Messages_are_serialized_by_Hyperion()
    {
        var config = ConfigurationFactory.ParseString(Text);
        Assert.Equal("hyperion", config.GetString("akka.actor.serialization-bindings.\"System.Object\""));
        Assert.Equal("hyperion", config.GetString(ProtocolBinding));
        Assert.StartsWith(
            "Akka.Serialization.HyperionSerializer,", config.GetString("akka.actor.serializers.hyperion"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_has_a_comment_above_it()
    {
        var lines = Text.Split('\n', StringSplitOptions.TrimEntries);
        var settings = Enumerable.Range(0, lines.Length)
            .Where(index => lines[index].Contains(" = ", StringComparison.Ordinal) && lines[index][0] != '#');
        Assert.All(settings, index => Assert.StartsWith("#", lines[index - 1], StringComparison.Ordinal));
    }
}

using System.Reflection;
using Akka.Actor;

namespace ActorIommu.Runtime.Tests.PublicApi;

/// <summary>The embedded runtime has every signature that the project relies on; in the other flavour, so have the packages.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly Runtime = typeof(IActorRef).Assembly;

    [Fact]
    public void Every_signature_of_the_list_is_there()
    {
        var lines = Lines();
        Assert.True(lines.Count > 500, "the list was cut short");
        var missing = lines.Where(line => !Exists(line)).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} missing:\n{string.Join('\n', missing)}");
    }

    [Theory]
    [InlineData("Akka.Actor.IActorRef Path : ActorPath", true)]
    [InlineData("Akka.Actor.IActorRef Path : String", false)]
    [InlineData("Akka.Actor.IActorRef Route : ActorPath", false)]
    [InlineData("Akka.Actor.ActorSystem static Create(String) : ActorSystem", true)]
    [InlineData("Akka.Actor.ActorSystem Create(String) : ActorSystem", false)]
    [InlineData("Akka.Actor.ActorSystem static Create(String, Int32) : ActorSystem", false)]
    [InlineData("Akka.Actor.NoSuchType", false)]
    public void A_signature_that_differs_is_noticed(string line, bool exists) => Assert.Equal(exists, Exists(line));

    private static List<string> Lines()
    {
        using var stream = typeof(PublicApiTests).Assembly.GetManifestResourceStream("PublicApi.akka-api")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => line[0] != '#')];
    }

    private static bool Exists(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var type = Find(space < 0 ? line : line[..space]);
        return type is not null && (space < 0 || ApiSignature.Of(type).Contains(line[(space + 1)..]));
    }

    /// <summary>The list writes nested types with dots, as C# does.</summary>
    private static Type? Find(string name)
    {
        for (var dot = name.Length; dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            var candidate = dot == name.Length ? name : $"{name[..dot]}+{name[(dot + 1)..].Replace('.', '+')}";
            if (Runtime.GetType(candidate) is { IsVisible: true } found)
                return found;
        }

        return null;
    }
}

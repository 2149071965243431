using ActorIommu.Architecture.Tests.Rules;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Architecture.Tests;

/// <summary>
/// The bans that the compiler enforces. A ban with a spelling mistake bans nothing and says nothing, so its name is looked up.
/// </summary>
public sealed class BannedSymbolTests
{
    public static TheoryData<string> Folders => ["Hardware", "Messages", "Actors", "Checker", "Simulation", "Cli"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_ban_names_something_and_has_a_reason(string folder)
    {
        var bans = File.ReadAllLines(Repository.PathOf(folder, "BannedSymbols.txt"));

        Assert.NotEmpty(bans);
        Check.Clean(bans.SelectMany(ban => Findings(folder, ban)));
    }

    [Theory]
    [InlineData("T:System.Rnadom;typing", "names nothing")]
    [InlineData("P:System.DateTime.Nwo;typing", "names nothing")]
    [InlineData("M:System.Guid.NweGuid;typing", "names nothing")]
    [InlineData("N:System.OI;typing", "names nothing")]
    [InlineData("T:System.Random", "has no reason")]
    [InlineData("T:System.Random; ", "has no reason")]
    public void Control_a_ban_that_is_wrong(string ban, string what) => Check.Finds(what, Findings("Hardware", ban));

    private static IEnumerable<Finding> Findings(string where, string ban)
    {
        var parts = ban.Split(';', 2);
        if (parts.Length < 2 || string.IsNullOrWhiteSpace(parts[1]))
            yield return new Finding(where, $"{ban} has no reason");

        if (!Exists(parts[0]))
            yield return new Finding(where, $"{parts[0]} names nothing");
    }

    private static bool Exists(string id)
    {
        var name = id[2..].Split('(')[0];
        var lastDot = name.LastIndexOf('.');
        return id[0] switch
        {
            'N' => FrameworkTypes.Any(type => type.Namespace == name),
            'T' => FrameworkTypes.Any(type => type.FullName == name),
            _ => FrameworkTypes.Any(type => type.FullName == name[..lastDot] && type.GetMember(name[(lastDot + 1)..]).Length > 0),
        };
    }

    private static IReadOnlyList<Type> FrameworkTypes { get; } =
    [
        .. new[] { typeof(object), typeof(Console), typeof(Parallel), typeof(System.Security.Cryptography.RandomNumberGenerator) }
            .SelectMany(type => type.Assembly.GetExportedTypes()),
    ];
}

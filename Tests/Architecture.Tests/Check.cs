using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>How a rule speaks to a test.</summary>
internal static class Check
{
    public static void Clean(IEnumerable<Finding> findings) =>
        Assert.True(!findings.Any(), string.Join('\n', findings.Select(finding => finding.ToString()).Distinct()));

    /// <summary>The negative control: the rule finds what was planted for it.</summary>
    public static void Finds(string what, IEnumerable<Finding> findings) =>
        Assert.Contains(findings, finding => finding.ToString().Contains(what, StringComparison.Ordinal));
}

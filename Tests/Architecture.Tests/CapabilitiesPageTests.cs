using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

public sealed class CapabilitiesPageTests
{
    private static readonly SourceFile Page = Assert.Single(SourceFile.Of("docs", "CAPABILITIES.md"));
    private static readonly HashSet<string> Tests = CapabilitiesPage.TestClasses(SourceFile.Of("Tests", ".cs"));

    [Fact]
    public void Every_row_has_its_place_and_names_tests_that_exist() => Check.Clean(CapabilitiesPage.Check(Page, Tests));

    [Theory]
    [InlineData("| 3.5 | Queues | ThereIsNoSuchTests |", "no test has that name")]
    [InlineData("| 3.5 | Queues | by hand |", "a row without a test")]
    [InlineData("| 3.4.9 | a | RegisterTests |\n| 3.4.10 | b | RegisterTests |\n| 3.4.2 | c | RegisterTests |", "3.4.2: not in the order")]
    [InlineData("| DDI 0487 D8.2 | a | RegisterTests |\n| 16.2 | b | RegisterTests |", "16.2: not in the order")]
    [InlineData("| All of it | a | RegisterTests |\n| DDI 0487 D8.2 | b | RegisterTests |", "D8.2: not in the order")]
    public void Control_rows(string rows, string what) => Check.Finds(what, CapabilitiesPage.Check(Planted(rows), Tests));

    [Fact]
    public void Control_rows_in_order() => Check.Clean(CapabilitiesPage.Check(
        Planted("| 3.4.9 | a | StallTests |\n| 3.4.10 | b | StallTests |\n| 16.2 | c | StallTests |\n| DDI 0487 D8.2 | d | StallTests |"),
        Tests));

    [Fact]
    public void Everything_that_is_refused_is_in_the_table() => Check.Clean(CapabilitiesPage.CheckRefused(Page, Refused));

    [Fact]
    public void Control_something_refused_that_the_page_does_not_name() => Check.Finds(
        "XYZZY", CapabilitiesPage.CheckRefused(Page, Refused with { Text = "Refuse(idr3.XYZZY, \"IDR3.XYZZY\");" }));

    private static SourceFile Refused => Assert.Single(SourceFile.Of("Hardware", "UnmodelledFeatures.cs"));

    private static SourceFile Planted(string rows) => new("page.md", $"| Clause | Behaviour | Test |\n|---|---|---|\n{rows}\n");
}

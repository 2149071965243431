using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

public sealed class TidyTests
{
    private static readonly string[] Texts = [".cs", ".md", ".yaml", ".json", ".csproj", ".props", ".targets", ".txt", ".hocon", ".ci/run"];

    public static TheoryData<string, string> BadCode => new()
    {
        { "// " + new string('x', Tidy.MaxColumns), "more than 140 columns" },
        { "    throw new NotImplementedException();", "code that is not there" },
        { new string('\n', Tidy.MaxFileLines), "a file has at most" },
        { Method(Tidy.MaxMethodLines + 1), "a method has at most" },
        { Method(Tidy.MaxMethodLines + 1).Replace("void M()", "int M() => F(x =>", StringComparison.Ordinal), "a method has at most" },
    };

    [Fact]
    public void No_postponed_work_and_no_path_of_one_machine() => Check.Clean(SourceFile.Of("", Texts).SelectMany(Tidy.CheckText));

    [Theory]
    [InlineData("// TO" + "DO: later")]
    [InlineData("/// <summary>TB" + "D</summary>")]
    [InlineData("var path = \"/ho" + "me/me/x\";")]
    [InlineData("see C" + @":\Users")]
    public void Control_text(string text) => Assert.NotEmpty(Tidy.CheckText(new SourceFile("x.cs", text)));

    [Theory]
    [InlineData("https://example.org/home/x")]
    [InlineData("config/ro" + "ot/x")]
    [InlineData("mastodon")]
    public void Control_text_that_only_looks_like_it(string text) => Check.Clean(Tidy.CheckText(new SourceFile("x.cs", text)));

    [Fact]
    public void Code_is_short_and_complete() => Check.Clean(SourceFile.Of("", ".cs").SelectMany(Tidy.CheckCode));

    [Theory]
    [MemberData(nameof(BadCode))]
    public void Control_code(string text, string what) => Check.Finds(what, Tidy.CheckCode(new SourceFile("x.cs", text)));

    [Fact]
    public void Control_code_at_the_limits() => Check.Clean(Tidy.CheckCode(new SourceFile("x.cs", Method(Tidy.MaxMethodLines))));

    [Fact]
    public void Tests_run_and_do_not_sleep() => Check.Clean(SourceFile.Of("Tests", ".cs").SelectMany(Tidy.CheckTest));

    [Theory]
    [InlineData("[Fact(Skip = \"flaky\")]", "does not run")]
    [InlineData("Thread.Sleep(10);", "waits")]
    [InlineData("await Task.Delay(10);", "waits")]
    public void Control_tests(string text, string what) => Check.Finds(what, Tidy.CheckTest(new SourceFile("x.cs", text)));

    private static string Method(int lines) =>
        "namespace N;\nclass C\n{\n    void M()\n    {\n" + string.Concat(Enumerable.Repeat("        F();\n", lines)) + "    }\n}\n";
}

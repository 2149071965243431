using ActorIommu.Architecture.Tests.Rules;

namespace ActorIommu.Architecture.Tests;

/// <summary>The source rules are worth what the stripping of comments and literals is worth.</summary>
public sealed class CSharpTextTests
{
    [Theory]
    [InlineData("a // b", "a")]
    [InlineData("a /* b */ c", "a         c")]
    [InlineData("a /* b", "a")]
    [InlineData("f(\"b\") + c", "f(   ) + c")]
    [InlineData("f(\"\\\"b\") + c", "f(     ) + c")]
    [InlineData("f(@\"\\\") + c", "f(    ) + c")]
    [InlineData("f(@\"b\"\"b\") + c", "f(       ) + c")]
    [InlineData("f($\"{g(\"}\")} b\") + c", "f(             ) + c")]
    [InlineData("f($\"{{b}}\") + c", "f(        ) + c")]
    [InlineData("f($@\"{x}\"\"b\") + c", "f(          ) + c")]
    [InlineData("f(\"\"\"b \" b\"\"\") + c", "f(           ) + c")]
    [InlineData("f($$\"\"\"{b}\"\"\") + c", "f(           ) + c")]
    [InlineData("f('\"') + c", "f(   ) + c")]
    [InlineData("f('\\'') + c", "f(    ) + c")]
    [InlineData("f(\"//\") + c", "f(    ) + c")]
    [InlineData("x = @class; // $\"", "x = @class;")]
    public void Only_code_is_left(string source, string code) => Assert.Equal(code, CSharpText.Strip(source).TrimEnd());

    [Fact]
    public void Lines_stay_where_they_are() => Assert.Equal("a  \n\n  b", CSharpText.Strip("a/*\n\n*/b"));
}

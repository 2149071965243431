using System.Text.RegularExpressions;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Architecture.Tests.Rules;

/// <summary>A source file as it is, and as code alone.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    private static readonly string[] SkippedFolders = ["artifacts", "bin", "obj", ".git", "TestResults"];

    public string[] Lines { get; } = Text.ReplaceLineEndings("\n").Split('\n');

    public string[] CodeLines { get; } = CSharpText.Strip(Text.ReplaceLineEndings("\n")).Split('\n');

    public bool IsActor => Path.EndsWith("Actor.cs", StringComparison.Ordinal);

    /// <summary>The files of a folder of the repository with one of the given endings.</summary>
    public static IReadOnlyList<SourceFile> Of(string folder, params string[] endings) =>
        [.. from path in Walk(Repository.PathOf(folder))
            where endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal))
            orderby path
            select new SourceFile(System.IO.Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path))];

    /// <summary>Lines of code (no comments, no literals) that match.</summary>
    public IEnumerable<Finding> FindInCode(Regex pattern, string what) => Find(CodeLines, pattern, what);

    /// <summary>Lines that match, comments and literals included.</summary>
    public IEnumerable<Finding> FindInText(Regex pattern, string what) => Find(Lines, pattern, what);

    private IEnumerable<Finding> Find(string[] lines, Regex pattern, string what)
    {
        for (var index = 0; index < lines.Length; index++)
        {
            if (pattern.IsMatch(lines[index]))
                yield return new Finding($"{Path}({index + 1})", $"{what}: {Lines[index].Trim()}");
        }
    }

    private static IEnumerable<string> Walk(string folder) => Directory.GetFiles(folder)
        .Concat(Directory.GetDirectories(folder)
            .Where(child => !SkippedFolders.Contains(System.IO.Path.GetFileName(child)))
            .SelectMany(Walk));
}

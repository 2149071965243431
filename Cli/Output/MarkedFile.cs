namespace ActorIommu.Cli.Output;

/// <summary>A text file of which commands write a part: what stands between two comments.</summary>
internal static class MarkedFile
{
    private const string End = "<!-- end -->";

    /// <summary>Replaces the part of a command.</summary>
    /// <param name="environment">Where the file is looked for.</param>
    /// <param name="file">As the user named it.</param>
    /// <param name="command">Whose part: it begins with the comment <c>actoriommu COMMAND --write: PART</c>.</param>
    /// <param name="text">What is to stand there; it ends with a line break.</param>
    /// <param name="part">Which, where a command writes several.</param>
    public static void Replace(CliEnvironment environment, string file, string command, string text, string part = "begin")
    {
        var path = Path.Combine(environment.WorkingDirectory, file);
        var mark = $"<!-- actoriommu {command} --write: {part} -->";
        try
        {
            var old = File.ReadAllText(path);
            var begin = old.IndexOf(mark, StringComparison.Ordinal);
            var end = begin < 0 ? -1 : old.IndexOf(End, begin, StringComparison.Ordinal);
            if (end < 0)
                throw new InputException(new InputError(file, InputError.OtherScenario, $"there is no '{mark}' with '{End}' behind it"));
            File.WriteAllText(path, $"{old[..(begin + mark.Length)]}\n{text}{old[end..]}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(file, InputError.UnreadableFolder, error.Message));
        }
    }
}

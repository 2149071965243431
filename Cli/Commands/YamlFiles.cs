namespace ActorIommu.Cli.Commands;

/// <summary>The YAML files of a folder and of those below it, in the order of their names.</summary>
internal static class YamlFiles
{
    public static IReadOnlyList<string> In(string folder, CliEnvironment environment, List<InputError> errors)
    {
        try
        {
            var names = Directory.GetFiles(Path.Combine(environment.WorkingDirectory, folder), "*.yaml", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Path.Combine(environment.WorkingDirectory, folder), path));
            return [.. names.Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add(new InputError(folder, InputError.UnreadableFolder, "the folder cannot be read"));
            return [];
        }
    }
}

using System.Text;

namespace ActorIommu.Simulation.Scenarios;

/// <summary>Reads scenario files.</summary>
public static class ScenarioReader
{
    private const int MaxBytes = 64 << 10;

    /// <summary>Reads a scenario and checks everything that can be checked without running it.</summary>
    /// <param name="path">The file, which diagnostics name as it is given here.</param>
    /// <param name="workingDirectory">What a relative path starts from.</param>
    /// <exception cref="ScenarioException">The scenario cannot be used.</exception>
    public static Scenario Load(string path, string workingDirectory)
    {
        var diagnostics = new ScenarioDiagnostics(path);
        var fullPath = Path.GetFullPath(Path.Combine(workingDirectory, path));
        return ReadText(fullPath, diagnostics) is { } text
            ? Read(text, Path.GetDirectoryName(fullPath)!, diagnostics)
            : throw diagnostics.ToException();
    }

    /// <summary>Reads a scenario from text.</summary>
    /// <param name="text">The content.</param>
    /// <param name="file">The name to use in diagnostics.</param>
    /// <param name="folder">What relative paths in the scenario start from.</param>
    /// <exception cref="ScenarioException">The scenario cannot be used.</exception>
    public static Scenario Parse(string text, string file, string folder) => Read(text, folder, new ScenarioDiagnostics(file));

    private static Scenario Read(string text, string folder, ScenarioDiagnostics diagnostics)
    {
        var root = ScenarioParser.Parse(text, diagnostics);
        var scenario = root is null ? null : (Scenario?)new ScenarioBinder(folder, diagnostics).Bind(root, typeof(Scenario), "a scenario");
        if (diagnostics.Count == 0)
            ScenarioChecks.Check(scenario!, root!, diagnostics);

        return diagnostics.Count == 0 ? scenario! : throw diagnostics.ToException();
    }

    internal static string? ReadText(string path, ScenarioDiagnostics diagnostics)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);

            diagnostics.Add(0, 0, ScenarioError.UnreadableFile, $"such a file has at most {MaxBytes} bytes");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            diagnostics.Add(0, 0, ScenarioError.UnreadableFile, "there is no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(0, 0, ScenarioError.UnreadableFile, error.Message);
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Add(0, 0, ScenarioError.UnreadableFile, "the file is not UTF-8");
        }

        return null;
    }
}

namespace ActorIommu.Cli.Output;

internal enum ColorMode
{
    Auto,
    Always,
    Never,
}
